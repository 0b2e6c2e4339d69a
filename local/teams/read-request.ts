import type { IncomingMessage } from 'node:http';
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
      authorized: headers.authorization !== undefined,
    };
  };
}

/**
 * Parses bodies. A broadcast's bodies are all the same: the last few are remembered, so that a million messages in
 * the ledger share one activity. Hence they are frozen.
 */
function createBodyParser(): (text: string) => Readonly<Record<string, unknown>> | undefined {
  const recent = new Map<string, Readonly<Record<string, unknown>> | undefined>();
  return (text) => {
    if (recent.has(text)) return recent.get(text);
    const body = parseObject(text);
    recent.set(text, body);
    if (recent.size > 32) recent.delete(recent.keys().next().value!);
    return body;
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    freeze(value);
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const field of Object.values(value)) freeze(field);
  Object.freeze(value);
}
