import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after } from 'node:test';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that answers as it is told, and remembers what it was asked. It ends with the test file. */
export interface ConnectorServer {
  /** With a slash at the end, as Teams has it. */
  readonly serviceUrl: string;
  readonly received: Received[];
  /** How many connections there have been. */
  readonly connections: () => number;
  /** What to do with each request that has come in whole. Default: 201 with an id. */
  answer: (response: ServerResponse, request: Received, socket: Socket) => void;
}

export async function startConnectorServer(): Promise<ConnectorServer> {
  let connections = 0;
  const http = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = '', url = '', headers, socket } = request;
    const seen = { method, path: url, headers, body };
    server.received.push(seen);
    server.answer(response, seen, socket);
  });
  http.on('connection', () => connections++);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  after(() => {
    http.closeAllConnections();
    http.close();
  });
  const server: ConnectorServer = {
    serviceUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/amer/`,
    received: [],
    connections: () => connections,
    answer: (response) => reply(response, 201, { id: '1776825931100' }),
  };
  return server;
}

/** @param body text as it is, else as JSON; null: none */
export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  response.end(text);
}
