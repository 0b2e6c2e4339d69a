/** Passes requests on to the storage emulator unchanged, and counts what they do. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { classify, type StorageOperation } from './classify.ts';

export interface CountingProxy {
  /** The storage as seen through the proxy. */
  readonly connectionString: string;
  /** Every operation so far, in the order of the answers. */
  readonly operations: readonly StorageOperation[];
  close(): Promise<void>;
}

/**
 * @param connectionString the emulator's
 * @param prefix what the names of our tables begin with
 */
export async function openCountingProxy(connectionString: string, prefix: string): Promise<CountingProxy> {
  const operations: StorageOperation[] = [];
  const agent = new Agent({ keepAlive: true });
  const servers: Server[] = [];
  let through = connectionString;

  for (const service of ['table', 'queue'] as const) {
    const [endpoint, url = ''] = new RegExp(`${service}Endpoint=([^;]+)`, 'i').exec(connectionString) ?? [];
    if (!endpoint) throw new Error(`The connection string names no ${service}s.`);
    const target = new URL(url);
    const server = createServer(async (incoming, outgoing) => {
      try {
        const { status, headers, sent, got } = await forward(incoming, target, agent);
        const { method = 'GET', url: path = '/' } = incoming;
        operations.push(
          classify({ service, method, url: path, body: sent.toString(), answer: got.toString() }, prefix),
        );
        outgoing.writeHead(status, headers).end(got);
      } catch {
        outgoing.destroy();
      }
    });
    // The app keeps its connections; one closed at the wrong moment would be a request too many.
    server.keepAliveTimeout = 600_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    through = through.replace(url, `http://127.0.0.1:${port}${target.pathname}`);
  }

  return {
    connectionString: through,
    operations,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
      agent.destroy();
    },
  };
}

async function forward(incoming: IncomingMessage, target: URL, agent: Agent) {
  const sent = await buffer(incoming);
  const { method, url, headers } = incoming;
  const asked = request({ host: target.hostname, port: target.port, method, path: url, headers, agent }).end(sent);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, sent, got: await buffer(answer) };
}
