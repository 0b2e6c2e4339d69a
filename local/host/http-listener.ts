import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpData, NullableString } from './contract.ts';
import { forward } from './forward.ts';
import type { Listening } from './listener.ts';
import type { Router } from './route-table.ts';
import type { Streaming } from './streaming.ts';

/** The real host's limit, 100 MB. */
const maxBody = 104_857_600;

/** An HTTP server on loopback that gives requests to functions. */
export interface HttpListener {
  readonly url: string;
  /** Resolves when it was told to stop and the last answer is out. */
  readonly done: Promise<void>;
}

/**
 * @param streaming where requests are passed on to; absent: they are handed over whole
 * @param port 0 for any free one
 * @throws when the port is taken
 */
export async function listenHttp(
  host: Listening,
  route: Router,
  streaming: Streaming | undefined,
  port: number,
): Promise<HttpListener> {
  const server = createServer((request, response) => {
    if (!namesHost(request)) {
      request.resume();
      send(response, { status: 400 });
      return;
    }
    const found = streaming && foundBy(host, route, request);
    if (streaming && found) {
      void forward(host, streaming, found, request, response);
      return;
    }
    answer(host, route, request).then(
      (result) => {
        // An idle connection would keep a stopping server open.
        if (host.stopping.aborted) response.shouldKeepAlive = false;
        send(response, result);
      },
      () => send(response, { status: 500 }),
    );
  });
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  host.stopping.addEventListener('abort', () => server.close(), { once: true });
  host.abandoned.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, done: closed };
}

/** The real host's server refuses a Host that is none, before any function; the library would fall over it. */
function namesHost({ headers: { host } }: IncomingMessage): boolean {
  return host === undefined || URL.canParse(`http://${host}`);
}

/** Nothing for what is answered without the app: a stopping host, no such route, too large a body. */
function foundBy(host: Listening, route: Router, { method = 'GET', url = '/', headers }: IncomingMessage) {
  if (host.stopping.aborted || Number(headers['content-length'] ?? 0) > maxBody) return undefined;
  return route(method, split(url)[0]);
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

async function answer(host: Listening, route: Router, request: IncomingMessage): Promise<Answer> {
  if (host.stopping.aborted) return { status: 503 };
  const { method = 'GET', url: target = '/' } = request;
  const [path = '/', query = ''] = split(target);
  const found = route(method, path);
  if (!found) return { status: 404 };
  const body = await read(host, request);
  if (!body) return { status: 413 };
  const http: HttpData = {
    method,
    url: `http://${request.headers.host ?? '127.0.0.1'}${target}`,
    nullableHeaders: nullable(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    nullableQuery: nullable(joined(new URLSearchParams(query))),
    nullableParams: nullable(Object.entries(found.params)),
    body: body.length > 0 ? { bytes: body } : null,
  };
  const { returnValue } = await host.invoke(found.trigger, {
    data: { http },
    traceParent: request.headers['traceparent']?.toString(),
  });
  if (!returnValue?.http) return { status: 204 };
  const { statusCode, headers = {}, body: sent, cookies = [] } = returnValue.http;
  if (cookies.length > 0) throw new Error('The local host does not send cookies');
  return { status: Number(statusCode), headers, ...(sent?.bytes ? { body: sent.bytes } : {}) };
}

/** The body; empty when it came without a length, as in Azure; undefined when it is too large. */
async function read(host: Listening, request: IncomingMessage): Promise<Buffer | undefined> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > maxBody) return undefined;
  if (request.headers['transfer-encoding']) {
    const message = `${request.method} ${request.url}: the real host gives Node no body that is sent in chunks, without Content-Length`;
    host.log({ level: 'warning', category: 'system', message });
    request.resume();
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers });
  response.end(body);
}

function split(target: string): [string, string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/** A parameter given several times is one value, joined by commas, as the real host has it. */
function joined(query: URLSearchParams): [string, string][] {
  return [...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]);
}

function nullable(entries: readonly (readonly [string, string])[]): Record<string, NullableString> {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}
