import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, bodyText } from './answers.ts';
import { createRequestReader, readBody } from './read-request.ts';
import { type Outcome, serve } from './serve.ts';
import type { World } from './world.ts';

/** Answers requests below `/sim/`, which are none to the Connector. */
export type ControlHandler = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ListeningServer {
  /** `http://127.0.0.1:{port}` */
  readonly origin: string;
  /** How many connections were ever opened: tells whether clients keep theirs alive. */
  readonly connections: number;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Serves a world over HTTP, until `stopping` and {@link ListeningServer.close}. */
export async function listen(
  world: World,
  control: ControlHandler,
  at: { host: string; port: number },
  stopping: AbortSignal,
): Promise<ListeningServer> {
  const read = createRequestReader(world);
  let connections = 0;

  const server = createServer(async (incoming, response) => {
    if (incoming.url?.startsWith('/sim/')) return control(incoming, response);
    let body: string;
    try {
      body = await readBody(incoming);
    } catch {
      return; // The client went away before its request was whole: it never arrived.
    }
    const request = read(incoming, body);
    const line = world.log.arrive(request);
    world.changes.announce();
    response.once('close', () => {
      world.log.close(line);
      world.changes.announce();
    });
    const result = await serve(world, request, stopping);
    if (!line.unheard) send(response, result);
    world.log.end(line, result.end, result.why);
    world.changes.announce();
  });
  // Clients keep connections for long: one that we closed at the wrong moment would look like a lost answer.
  Object.assign(server, { keepAliveTimeout: 600_000, headersTimeout: 0, requestTimeout: 0 });
  server.on('connection', () => connections++);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${at.host}:${port}`,
    get connections() {
      return connections;
    },
    close: () => close(server),
  };
}

function send(response: ServerResponse, { end, answer }: Outcome): void {
  if (answer !== undefined) writeAnswer(response, answer);
  else if (end !== 'hung') response.socket?.resetAndDestroy();
}

/** Writes an answer with the headers the service's own have. */
function writeAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = bodyText(body);
  response.writeHead(status, {
    Server: 'Microsoft-HTTPAPI/2.0',
    ...(typeof body === 'object' ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
    ...headers,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
