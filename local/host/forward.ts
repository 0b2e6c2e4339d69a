import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { TypedData } from './contract.ts';
import type { Listening } from './listener.ts';
import type { Found } from './route-table.ts';
import { answeredHeaders, forwardedHeaders, type Streaming } from './streaming.ts';

/** So long a connection stays open whose request is answered and not read to its end, ms; the real host gives it five seconds. */
const LINGER = 1_000;

/**
 * Passes a request on to the library, and its answer back, piece by piece at the pace of the slower side: the real host
 * does so when an app streams. The invocation itself carries nothing but parameters and headers. An answer that breaks
 * off is closed, so that nobody takes it for whole.
 */
export async function forward(
  host: Listening,
  streaming: Streaming,
  { trigger, params }: Found,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const invocationId = randomUUID();
  const { method, url: path } = request;
  const passed = streaming.send({ method, path, headers: forwardedHeaders(request, invocationId) });
  // As the real host: the function has the request before anything of its body has come.
  passed.flushHeaders();
  const answered = once(passed, 'response') as Promise<[IncomingMessage]>;
  const body = passBody(request, passed);
  const traceParent = request.headers['traceparent']?.toString();
  const wake = { data: { http: {} }, metadata: metadataOf(request, params), invocationId, traceParent };
  const invoked = host.invoke(trigger, wake);
  let hasFailed = false;
  invoked.catch((error: unknown) => {
    hasFailed = true;
    if (!streaming.abort(invocationId)) passed.destroy(error as Error);
  });
  try {
    const [answer] = await answered;
    // An idle connection would keep a stopping server open.
    if (host.stopping.aborted) response.shouldKeepAlive = false;
    // The app reads no more of this body, and closes.
    const isCut = answer.headers.connection === 'close' && !request.complete;
    if (isCut) response.shouldKeepAlive = false;
    response.writeHead(answer.statusCode ?? 500, answeredHeaders(answer));
    if (isCut) body.stop();
    await pipeline(answer, response, { end: !isCut });
    if (isCut) await setTimeout(LINGER);
    response.end();
    await invoked;
  } catch (error) {
    // Why a function failed is in the log already, and who has gone needs no answer.
    if (!hasFailed && !response.destroyed) {
      host.log({ level: 'error', category: 'system', message: `${method} ${path}: no answer: ${error}` });
    }
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  } finally {
    streaming.forget(invocationId);
  }
}

/**
 * Passes the body on. An answer may come before it is through: then the rest is read and dropped, for a client whose
 * connection is closed while it writes never sees the answer.
 * @returns `stop` reads no more of it
 */
function passBody(request: IncomingMessage, passed: ClientRequest): { stop(): void } {
  request.pipe(passed);
  let isStopped = false;
  const drop = () => {
    request.unpipe(passed);
    if (!isStopped) request.resume();
  };
  passed.once('close', drop).on('error', drop);
  request.once('close', () => {
    if (!request.complete) passed.destroy();
  });
  return {
    stop() {
      isStopped = true;
      request.unpipe(passed).pause();
    },
  };
}

/** As the real host has it; the library takes parameters and headers from here. */
function metadataOf({ headers, url = '' }: IncomingMessage, params: Found['params']): Record<string, TypedData> {
  const query = Object.fromEntries(new URL(url, 'http://127.0.0.1').searchParams);
  const strings = Object.entries(params).map(([name, text]) => [name, { string: text }] as const);
  return {
    Headers: { json: JSON.stringify(headers) },
    Query: { json: JSON.stringify(query) },
    ...Object.fromEntries(strings),
  };
}
