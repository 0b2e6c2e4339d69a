import { HttpRequest, HttpResponse, type HttpResponseInit } from '@azure/functions';
import type { Invocation } from '../../shared/http/handle.ts';
import { broadcast } from '../../shared/http/routes/broadcast.ts';
import { broadcasts } from '../../shared/http/routes/broadcasts.ts';
import { cancel } from '../../shared/http/routes/cancel.ts';
import { deliveries } from '../../shared/http/routes/deliveries.ts';
import { delivery } from '../../shared/http/routes/delivery.ts';
import type { OpenDoor } from '../../shared/http/routes/door.ts';
import { message } from '../../shared/http/routes/message.ts';
import { nothingHere } from '../../shared/http/routes/nothing-here.ts';
import { refused } from '../../shared/http/routes/refused.ts';
import { memoryBroadcasts } from './memory-broadcasts.ts';

type Route = (request: HttpRequest, context: Invocation, open: OpenDoor) => Promise<HttpResponseInit>;

/** Each route as the functions register it, those with the most literal segments first, as the real host prefers them. */
const routes: readonly [template: string, route: Route][] = [
  ['broadcasts/refused', refused],
  ['broadcasts/{id}/message', message],
  ['broadcasts/{id}/deliveries', deliveries],
  ['broadcasts/{id}/cancel', cancel],
  ['broadcasts/{id}/deliveries/{type}/{recipient}', delivery],
  ['broadcasts', broadcasts],
  ['broadcasts/{id}', broadcast],
];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface Api {
  readonly service: ReturnType<typeof memoryBroadcasts>;
  /** What was written to the log as an error. */
  readonly log: unknown[][];
  /** @param path below /api, as in a URL: percent-encoded, with a query */
  call(path: string, call?: Call): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** The API over real requests and answers of @azure/functions. */
export function openApi(open?: OpenDoor): Api {
  const service = memoryBroadcasts();
  const log: unknown[][] = [];
  const context: Invocation = { invocationId: 'invocation-1', error: (...args: unknown[]) => void log.push(args) };
  const door = open ?? (() => ({ broadcasts: async () => service }));

  const call = async (path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> => {
    const { route, params } = routeOf(path.split('?')[0] ?? '');
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? { string: body } : { bytes: body } };
    const request = new HttpRequest({ method, url: `http://127.0.0.1:7071/api/${path}`, headers, params, ...sent });
    return answerOf(await route(request, context, door));
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { service, log, call, post };
}

export async function answerOf(init: HttpResponseInit): Promise<Answer> {
  const response = new HttpResponse(init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers as Headers,
    text,
    body: text === '' ? {} : JSON.parse(text),
  };
}

function routeOf(path: string): { route: Route; params: Record<string, string> } {
  const given = path.split('/');
  for (const [template, route] of routes) {
    const segments = template.split('/');
    const fits = (s: string, i: number) => (s.startsWith('{') ? given[i] !== '' : s === given[i]);
    if (segments.length !== given.length || !segments.every(fits)) continue;
    const names = segments.flatMap((s, i) => (s.startsWith('{') ? [[s.slice(1, -1), given[i] ?? ''] as const] : []));
    return { route, params: Object.fromEntries(names) };
  }
  return { route: nothingHere, params: { rest: path } };
}
