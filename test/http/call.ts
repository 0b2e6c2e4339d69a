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
  /** What is behind it, unless another door was opened. */
  readonly product: Promise<Product>;
  /** What was written to the log as an error. */
  readonly log: unknown[][];
  /** @param path below /api, as in a URL: percent-encoded, with a query */
  call(path: string, call?: Call): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** The API over real requests and answers of @azure/functions, with the product on storage in memory behind it. */
export function openApi(open?: OpenDoor): Api {
  let opened: Promise<Product> | undefined;
  const product = () => {
    opened ??= openProduct();
    return opened;
  };
  const log: unknown[][] = [];
  const context: Invocation = { invocationId: 'invocation-1', error: (...args: unknown[]) => void log.push(args) };
  const door = open ?? (async () => (await product()).door);

  const call = async (path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> => {
    const { route, params } = routeOf(path.split('?')[0] ?? '');
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? { string: body } : { bytes: body } };
    const request = new HttpRequest({ method, url: `http://127.0.0.1:7071/api/${path}`, headers, params, ...sent });
    const answered = route(request, context, door);
    return await answerOf(await (open ? answered : (await product()).settle(answered)));
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    ...{ log, call, post },
    get product() {
      return product();
    },
  };
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
