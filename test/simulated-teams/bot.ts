import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What a bot's endpoint was sent. */
interface Inbound {
  readonly headers: IncomingHttpHeaders;
  readonly activity: {
    readonly type: string;
    readonly id: string;
    readonly conversation: { readonly id: string };
    readonly [field: string]: unknown;
  };
}

/**
 * A bot's `/api/messages` for one test: keeps what it is sent.
 * @param answer the status for the n-th activity, counted from 1; 0 for none at all
 */
export async function listeningBot(t: TestContext, answer: (n: number) => number = () => 200) {
  const inbox: Inbound[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    inbox.push({ headers: request.headers, activity: JSON.parse(Buffer.concat(chunks).toString()) });
    const status = answer(inbox.length);
    if (status > 0) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}/api/messages`, inbox };
}
