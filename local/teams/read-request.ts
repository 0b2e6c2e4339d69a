import type { IncomingMessage } from 'node:http';
import { createBodyParser } from './body-parser.ts';
import { now } from './now.ts';
import type { ArrivedRequest } from './request.ts';
import { createdUser } from './routes/create-conversation.ts';
import { readRoute } from './routes/route.ts';
import type { World } from './world.ts';

const NO_QUERY = new URLSearchParams();

/** The whole body of a request as text; rejects when the client goes away half way. */
export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Reads requests to the Connector, numbering them in the order in which they arrived whole. */
export function createRequestReader(
  world: Pick<World, 'org' | 'places'>,
): (incoming: IncomingMessage, body: string) => ArrivedRequest {
  const parse = createBodyParser();
  let last = 0;
  return (incoming, text) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const [path = '/', query] = url.split('?', 2);
    const route = readRoute(method, path);
    const body = text === '' ? undefined : parse(text);
    const place = route.conversation === undefined ? undefined : world.places.find(route.conversation);
    return {
      number: ++last,
      at: now(),
      method,
      path: url,
      ...route,
      query: query === undefined ? NO_QUERY : new URLSearchParams(query),
      place,
      user:
        place?.kind === 'personal' ? place.user : route.operation === 'create' ? createdUser(world, body) : undefined,
      body,
      bodySize: text.length * 2,
      authorization: headers.authorization,
    };
  };
}
