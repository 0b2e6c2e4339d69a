/** A man in the middle between an adapter and its service: passes requests on, or answers as it is told. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What happens to a request. Each is used for one request; without one left, requests are passed on. */
export type Trick =
  /** The request reaches the service, is answered, and the answer is lost: the connection breaks. */
  | { readonly do: 'cut' }
  /** As `cut`, but the connection stays open and silent. */
  | { readonly do: 'stall' }
  /** The service never sees it; this is the answer. */
  | { readonly do: 'answer'; readonly status: number; readonly code: string; readonly queue?: true };

export interface Proxy {
  /** The service's URL as seen through the proxy. */
  readonly url: string;
  /** How many requests came by, by whether they were tricked or passed on, over how many connections; and the last one's body. */
  readonly seen: { tricked: number; passed: number; connections: number; body: string };
  readonly tricks: Trick[];
  close(): Promise<void>;
}

export async function openProxy(serviceUrl: string): Promise<Proxy> {
  const target = new URL(serviceUrl);
  const seen = { tricked: 0, passed: 0, connections: 0, body: '' };
  const tricks: Trick[] = [];

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const trick = tricks.shift();
    seen.body = body.toString();
    seen[trick ? 'tricked' : 'passed'] += 1;
    if (trick?.do === 'answer') return refuse(outgoing, trick);
    const { method, url, headers } = incoming;
    const forwarded = httpRequest({ host: target.hostname, port: target.port, method, path: url, headers }).end(body);
    const [answer]: IncomingMessage[] = await once(forwarded, 'response');
    const answered = await buffer(answer!);
    if (trick?.do === 'cut') outgoing.destroy();
    else if (!trick) outgoing.writeHead(answer!.statusCode ?? 500, answer!.headers).end(answered);
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
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An error as the services word it: in JSON for tables, in XML for queues. */
function refuse(outgoing: ServerResponse, { status, code, queue }: Trick & { do: 'answer' }): void {
  const json = JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: 'as told' } } });
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>as told</Message></Error>`;
  const type = queue ? 'application/xml' : 'application/json;odata=minimalmetadata';
  outgoing.writeHead(status, { 'content-type': type, 'x-ms-error-code': code }).end(queue ? xml : json);
}
