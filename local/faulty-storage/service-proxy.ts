import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepConnections } from '../kept-connections.ts';
import type { StorageService } from './storage-answer.ts';
import { asBytes, errorAnswer, type StorageAnswer } from './storage-answer.ts';
import type { Interfere, StorageFault } from './storage-fault.ts';

/** Stands between an app and one service of the storage emulator. */
export interface ServiceProxy {
  /** The service's URL as seen through the proxy. */
  readonly url: string;
  /** How many connections clients have opened. */
  readonly connections: number;
  /** Resolves when the service has answered everything that has reached it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Passes requests on to a service, and lets go wrong what `interfere` wants to go wrong.
 * @param serviceUrl `http://127.0.0.1:{port}/{account}`: signatures cover the path, not the host
 */
export async function proxyService(
  service: StorageService,
  serviceUrl: string,
  interfere: Interfere,
): Promise<ServiceProxy> {
  const target = new URL(serviceUrl);
  const agent = keepConnections();
  const closing = new AbortController();
  const forwarded = new Set<Promise<StorageAnswer>>();
  let connections = 0;

  const ask = async ({ method, headers }: IncomingMessage, path: string, body: Buffer): Promise<StorageAnswer> => {
    const asked = request({ agent, host: target.hostname, port: target.port, method, path, headers }).end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
  };

  const forward = (incoming: IncomingMessage, path: string, body: Buffer): Promise<StorageAnswer> => {
    const answer = ask(incoming, path, body);
    forwarded.add(answer);
    return answer.finally(() => forwarded.delete(answer));
  };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { method = 'GET', url = '/' } = incoming;
    const fault = await interfere({ service, method, url, body: body.toString() });
    if (fault?.kind === 'slow' && !fault.carriedOut) await sleep(fault.ms, undefined, { signal: closing.signal });
    const path = fault?.kind === 'other-request' ? fault.url : url;
    const answer = reachesStorage(fault) ? await forward(incoming, path, body) : undefined;
    if (fault?.kind === 'slow' && fault.carriedOut) await sleep(fault.ms, undefined, { signal: closing.signal });
    reply(outgoing, answer, fault, service);
  }

  const server = createServer((incoming, outgoing) => {
    // The client went away, the emulator ended, or the proxy is being closed: nobody is there to tell.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', () => connections++);
  // As long as the emulator would: a connection closed while it is used would look like a lost answer.
  Object.assign(server, { keepAliveTimeout: 600_000, headersTimeout: 0, requestTimeout: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    get connections() {
      return connections;
    },
    settled: async () => void (await Promise.allSettled(forwarded)),
    close: async () => {
      closing.abort();
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reachesStorage(fault: StorageFault | undefined): boolean {
  if (fault?.kind === 'other-answer') return false;
  return fault === undefined || fault.kind === 'slow' || !('carriedOut' in fault) || fault.carriedOut;
}

function reply(
  outgoing: ServerResponse,
  answer: StorageAnswer | undefined,
  fault: StorageFault | undefined,
  service: StorageService,
): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') outgoing.socket?.resetAndDestroy();
  else if (fault?.kind === 'cut' && answer) cut(outgoing, asBytes(answer));
  else if (fault?.kind === 'error') send(outgoing, errorAnswer(service, fault.status, fault.code));
  else if (fault?.kind === 'other-answer') send(outgoing, fault.answer);
  else if (answer) send(outgoing, answer);
}

function send(outgoing: ServerResponse, { status, headers, body }: StorageAnswer): void {
  outgoing.writeHead(status, headers).end(body);
}

/** The first half of what the service answers, and then the connection breaks. */
function cut(outgoing: ServerResponse, bytes: Buffer): void {
  const { socket } = outgoing;
  socket?.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => socket.destroy());
}
