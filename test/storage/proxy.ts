/** A man in the middle between an adapter and its service: passes requests on, or answers as it is told. */
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What happens to a request. Each is used for one request; without one left, requests are passed on. */
export type Trick =
  /** The request reaches the service, is answered, and the answer is lost: the connection breaks. */
  | { readonly do: 'cut' }
  /** As `cut`, but half of the answer arrives. */
  | { readonly do: 'half' }
  /** As `cut`, but the connection stays open and silent. */
  | { readonly do: 'stall' }
  /** The connection breaks, and the service never sees the request. */
  | { readonly do: 'drop' }
  /** As `drop`, but the connection stays open and silent. */
  | { readonly do: 'hang' }
  /** The service is asked for one row, however many the caller wants. */
  | { readonly do: 'short page' }
  /** No rows, and the word that there may be more from a key on. */
  | { readonly do: 'empty page'; readonly partition: string; readonly key: string }
  /** The service never sees it; this is the answer. */
  | { readonly do: 'answer'; readonly status: number; readonly code: string; readonly queue?: true };

export interface Proxy {
  /** The service's URL as seen through the proxy. */
  readonly url: string;
  /** How many requests came by, by whether they were tricked or passed on, over how many connections; and the last one's body. */
  readonly seen: { tricked: number; passed: number; connections: number; body: string };
  readonly tricks: Trick[];
  /** Resolves when the service has answered everything that was passed to it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function openProxy(serviceUrl: string): Promise<Proxy> {
  const target = new URL(serviceUrl);
  const seen = { tricked: 0, passed: 0, connections: 0, body: '' };
  const tricks: Trick[] = [];
  const passing = new Set<Promise<unknown>>();

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const trick = tricks.shift();
    seen.body = body.toString();
    seen[trick ? 'tricked' : 'passed'] += 1;
    if (trick?.do === 'answer') return refuse(outgoing, trick);
    if (trick?.do === 'empty page') return showNothing(outgoing, trick);
    if (trick?.do === 'drop') return void outgoing.destroy();
    if (trick?.do === 'hang') return;
    const answer = pass(incoming, body, trick?.do === 'short page');
    passing.add(answer);
    const { status, headers, body: answered } = await answer.finally(() => passing.delete(answer));
    if (trick?.do === 'cut') outgoing.destroy();
    else if (trick?.do === 'half') sendHalf(outgoing, status, headers, answered);
    else if (trick?.do !== 'stall') outgoing.writeHead(status, headers).end(answered);
  }

  async function pass({ method, url = '/', headers }: IncomingMessage, body: Buffer, isShort: boolean) {
    const path = isShort ? url.replace(/(?<=[?&](?:\$|%24)top=)\d+/, '1') : url;
    const forwarded = httpRequest({ host: target.hostname, port: target.port, method, path, headers }).end(body);
    const [answer]: IncomingMessage[] = await once(forwarded, 'response');
    const answered = await buffer(answer!);
    return { status: answer!.statusCode ?? 500, headers: answer!.headers, body: answered };
  }

  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing)).listen(0, '127.0.0.1');
  server.on('connection', () => {
    seen.connections += 1;
  });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    seen,
    tricks,
    settled: async () => {
      await Promise.all(passing);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Of an answer without a body, half of its head. */
function sendHalf(outgoing: ServerResponse, status: number, headers: IncomingHttpHeaders, body: Buffer): void {
  const { socket } = outgoing;
  if (body.length === 0) socket?.end('HTTP/1.1 20');
  else outgoing.writeHead(status, headers).write(body.subarray(0, body.length / 2), () => socket?.destroy());
}

function showNothing(outgoing: ServerResponse, { partition, key }: Trick & { do: 'empty page' }): void {
  outgoing
    .writeHead(200, {
      'content-type': 'application/json;odata=minimalmetadata',
      // The emulator's form of a continuation.
      'x-ms-continuation-nextpartitionkey': Buffer.from(partition).toString('base64'),
      'x-ms-continuation-nextrowkey': Buffer.from(key).toString('base64'),
    })
    .end('{"value":[]}');
}

/** An error as the services word it: in JSON for tables, in XML for queues. */
function refuse(outgoing: ServerResponse, { status, code, queue }: Trick & { do: 'answer' }): void {
  const json = JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: 'as told' } } });
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>as told</Message></Error>`;
  const type = queue ? 'application/xml' : 'application/json;odata=minimalmetadata';
  outgoing.writeHead(status, { 'content-type': type, 'x-ms-error-code': code }).end(queue ? xml : json);
}
