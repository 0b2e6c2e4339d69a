import { HttpRequest } from '@azure/functions';

/** A request with JSON to come, and what writes it. */
export function slowRequest(): { request: HttpRequest; writer: WritableStreamDefaultWriter<Uint8Array> } {
  const { readable: body, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const empty = new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/' });
  const request: HttpRequest = Object.create(empty, {
    method: { value: 'POST' },
    headers: { value: new Headers({ 'content-type': 'application/json', 'content-length': '100' }) },
    bodyUsed: { value: false },
    body: { value: body },
  });
  return { request, writer: writable.getWriter() };
}
