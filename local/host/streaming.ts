import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import {
  type IncomingMessage,
  request as open,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { keepConnections } from '../kept-connections.ts';
import type { App } from './core-module.ts';

/** Where the library takes requests itself, when the app has asked for it: `app.setup({ enableHttpStream: true })`. */
export interface Streaming {
  /** Sends a request there. */
  send(options: RequestOptions): ReturnType<typeof open>;
  /**
   * Ends the answer of an invocation that has failed, after what is written of it.
   * @returns whether anything was
   */
  abort(invocationId: string): boolean;
  /** The answer of an invocation is out. */
  forget(invocationId: string): void;
  close(): void;
}

const INVOCATION = 'x-ms-invocation-id';

/**
 * Asks the library for its capabilities, as the real host does; that also ends the time for `app.setup`. With streaming
 * on, the library opens a server of its own and says where: on all interfaces, and it tells nobody how to close it. Here
 * it is kept to loopback, and closed with the host.
 * @returns nothing when the app does not stream: then requests and answers are handed over whole
 */
export async function openStreaming(app: App): Promise<Streaming | undefined> {
  const servers: Server[] = [];
  const channel = tracingChannel<'net.server.listen', { server: Server; options: { host?: string } }>(
    'net.server.listen',
  );
  const seen = {
    asyncStart({ server, options }: { server: Server; options: { host?: string } }): void {
      options.host = '127.0.0.1';
      servers.push(server);
    },
  };
  channel.subscribe(seen as never);
  let uri: string | undefined;
  try {
    uri = (await app.model.getCapabilities?.({}))?.['HttpUri'];
  } finally {
    channel.unsubscribe(seen as never);
  }
  if (uri === undefined) return undefined;
  const { port } = new URL(uri);
  const agent = keepConnections();
  const answers = new Map<string, ServerResponse>();
  const note = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const id = request.headers[INVOCATION];
    if (typeof id === 'string') answers.set(id, response);
  };
  subscribe('http.server.request.start', note);
  return {
    send: (options) => open({ ...options, host: '127.0.0.1', port, agent }),
    abort(invocationId) {
      const response = answers.get(invocationId);
      if (!response?.headersSent) return false;
      response.socket?.destroySoon();
      return true;
    },
    forget: (invocationId) => void answers.delete(invocationId),
    close(): void {
      unsubscribe('http.server.request.start', note);
      agent.destroy();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Headers of one connection: they are not passed on. */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect'];

/** What a request carries to the library: its own headers, and what the real host adds. */
export function forwardedHeaders({ headers }: IncomingMessage, invocationId: string): RequestOptions['headers'] {
  const { host = '127.0.0.1' } = headers;
  return {
    ...without(headers, [...hopByHop, 'host']),
    [INVOCATION]: invocationId,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'http',
  };
}

/** What an answer of the library carries to the client. */
export function answeredHeaders({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return without(headers, [...hopByHop, 'transfer-encoding', INVOCATION]);
}

function without<T extends object>(headers: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))) as T;
}
