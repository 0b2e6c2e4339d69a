import { HttpRequest } from '@azure/functions';

/** A request as programs make it. */
export interface JsonCall {
  readonly method: string;
  /** Below /api, percent-encoded, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: there is none. */
  readonly body?: unknown;
}

/** A request as the Functions library hands it to a handler, without a host between: for tests and the simulation. */
export function jsonRequest(
  { method, path, headers = {}, body }: JsonCall,
  params: Record<string, string> = {},
): HttpRequest {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new HttpRequest({
    method,
    url: `http://app.example/api/${path}`,
    headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json' }) },
    params,
    ...(text !== undefined && { body: { string: text } }),
  });
}
