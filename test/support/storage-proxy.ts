import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after } from 'node:test';

/** A request on its way to the tables. */
export interface StorageRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** Requests that wait before they reach storage. */
export interface Held {
  /** Resolves when the first one waits. */
  readonly reached: Promise<void>;
  /** Lets all go on, and holds no more. */
  release(): void;
}

export interface StorageProxy {
  /** As the emulator's, but tables are reached through the proxy. */
  readonly connectionString: string;
  /** Holds the requests to tables that match from now on. */
  hold(matches: (request: StorageRequest) => boolean): Held;
}

/** Puts a proxy between an app and the tables of its storage; it closes with the test file. */
export async function proxyTables(storage: string): Promise<StorageProxy> {
  const endpoint = /TableEndpoint=([^;]+)/.exec(storage)?.[1];
  if (endpoint === undefined) throw new Error('The connection string names no endpoint of tables.');
  const target = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const holds = new Set<(request: StorageRequest) => Promise<void> | undefined>();

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    for (const held of holds) await held({ method, url, body: body.toString() });
    const options = { agent, host: target.hostname, port: target.port, method, path: url, headers };
    const [answer] = (await once(request(options).end(body), 'response')) as [IncomingMessage];
    const answered = await buffer(answer);
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  // As long as the emulator would: a connection closed while it is used would look like a lost answer.
  server.keepAliveTimeout = 600_000;
  await once(server, 'listening');
  after(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: storage.replace(endpoint, `http://127.0.0.1:${port}${target.pathname}`),
    hold(matches) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const held = (asked: StorageRequest) => {
        if (!matches(asked)) return undefined;
        reached.resolve();
        return released.promise;
      };
      holds.add(held);
      const release = () => {
        holds.delete(held);
        released.resolve();
      };
      return { reached: reached.promise, release };
    },
  };
}

/**
 * Which requests plan a page of a tenant's broadcasts: the transactions of shards, their recipients and the cursor.
 * @param spared so many pages are not meant
 */
export function planningOf(tenant: string, spared = 0): (request: StorageRequest) => boolean {
  let pages = 0;
  return ({ url, body }) => {
    const plans = url.includes('$batch') && body.includes('"who"') && body.includes(`"tenant":"${tenant}"`);
    return plans && ++pages > spared;
  };
}
