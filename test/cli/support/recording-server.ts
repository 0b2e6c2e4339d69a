import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

/** A request as it came. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What is answered: by status, headers and body; or by whatever is done with the response. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | ((response: ServerResponse) => void);

export interface RecordingServer {
  readonly url: string;
  /** All requests so far, in order. */
  readonly requests: readonly Recorded[];
}

/** A server of the API's form that answers as a test says, and keeps what it was asked. */
export async function recordingServer(
  reply: (request: Recorded, n: number) => Reply | Promise<Reply>,
): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://loopback');
    const body = await text(request);
    const recorded = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: body === '' ? undefined : JSON.parse(body),
    };
    const replied = await reply(recorded, requests.push(recorded));
    if (typeof replied === 'function') return replied(response);
    const { status = 200, headers = {}, body: said } = replied;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(said === undefined ? undefined : typeof said === 'string' ? said : JSON.stringify(said));
  };
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const counts = { audience: 3, pending: 0, sending: 0, delivered: 3, failed: 0, skipped: 0 };

/** A broadcast as the API shows it: ended, and everybody has it, unless said otherwise. */
export function broadcast(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ...{ id: 'b1', run: 1, status: 'completed', createdBy: 'ada', createdAt: '2026-11-23T19:25:50.727Z' },
    ...{ startedAt: '2026-11-23T19:25:51.000Z', endedAt: '2026-11-23T19:26:51.000Z', onUncertain: 'hold' },
    ...{ summary: 'Water is off', audience: { include: [{ type: 'everyone' }] }, planned: true, outcome: 'all' },
    ...{ counts: { ...counts, uncertain: 0, canceled: 0, recalled: 0 }, rate: null, eta: null, problem: null },
    ...over,
  };
}

/** A refusal as the API words it. */
export function problem(status: number, code: string, over: Readonly<Record<string, unknown>> = {}): Reply {
  const body = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: `It is ${code}.`,
    action: 'Do better.',
    ...over,
  };
  return { status, body, headers: { 'Content-Type': 'application/problem+json' } };
}
