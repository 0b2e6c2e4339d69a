import { HttpRequest, HttpResponse, type HttpResponseInit } from '@azure/functions';
import { routeOf } from '../../local/http-routes.ts';
import type { Invocation } from '../../shared/http/handle.ts';
import type { OpenDoor } from '../../shared/http/routes/door.ts';
import { openProduct, type Product } from './product.ts';

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
  /** What was written to the log as an error. */
  readonly log: unknown[][];
  /** @param path below /api, as in a URL: percent-encoded, with a query */
  call(path: string, call?: Call): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** The API with a product of its own behind it. */
export interface ProductApi extends Api {
  readonly door: OpenDoor;
  /** Lets time pass, ms: what is read again is read anew after a second. */
  pass(ms: number): Promise<void>;
  /** Has the app run until a broadcast has ended. */
  ended(id: unknown): Promise<void>;
}

/** The API over real requests and answers of @azure/functions, with the product on storage in memory behind it. */
export function openApi(): ProductApi;
/** @param open another door, behind which time is the caller's affair */
export function openApi(open: OpenDoor): Api;
export function openApi(open?: OpenDoor): Api {
  return open ? apiBehind(open, (answer) => answer) : productApi();
}

function productApi(): ProductApi {
  let opened: Promise<Product> | undefined;
  const product = () => {
    opened ??= openProduct();
    return opened;
  };
  const door = async () => (await product()).door;
  return {
    ...apiBehind(door, async (answer) => await (await product()).settle(answer)),
    door,
    pass: async (ms) => await (await product()).pass(ms),
    ended: async (id) => await (await product()).ended(id),
  };
}

/** @param settle has time pass until it is answered */
function apiBehind(door: OpenDoor, settle: (answer: Promise<HttpResponseInit>) => Promise<HttpResponseInit>): Api {
  const log: unknown[][] = [];
  const context: Invocation = { invocationId: 'invocation-1', error: (...args: unknown[]) => void log.push(args) };
  const call = async (path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> => {
    const { route, params } = routeOf(path.split('?')[0] ?? '');
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? { string: body } : { bytes: body } };
    const request = new HttpRequest({ method, url: `http://127.0.0.1:7071/api/${path}`, headers, params, ...sent });
    return await answerOf(await settle(route(request, context, door)));
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { log, call, post };
}

export async function answerOf(init: HttpResponseInit): Promise<Answer> {
  const response = new HttpResponse(init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers as Headers,
    text,
    body: /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : {},
  };
}
