/** One request, at most one, and what is known of it afterwards. */
import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Cut at 64 KiB: answers are ids and codes. */
  readonly text: string;
}

/** Nothing of the request was written: surely nobody acted on it. */
export class NotSent extends Error {
  override name = 'NotSent';
}

/** The request was written, or may have been, and no answer came. */
export class NotAnswered extends Error {
  override name = 'NotAnswered';
}

export interface PostLimits {
  /** Until a connection stands, ms. What is sent later than it was meant to be is sent without permission. */
  readonly connect: number;
  /** Until the whole answer is there, ms. */
  readonly answer: number;
}

/** Connections kept open between requests. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/**
 * An idle connection is closed by us before the other side does it just as a request goes out, which would leave its
 * outcome unknown. Windows' HTTP service closes them after 120 s, Azure's load balancer after 4 minutes. Where the
 * server tells its own limit (Keep-Alive), Node keeps to that.
 */
const IDLE_MS = 30_000;

/** More than are under way at once: what is answered in a burst is kept for the next, and not closed and opened again. */
const KEPT = 1_024;

export function openAgents(): Agents {
  const options = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: KEPT };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

export interface Post {
  /** POST; or PUT and DELETE, which change what was posted. */
  readonly method: string;
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends it, follows no redirect, repeats nothing.
 * @throws {NotSent | NotAnswered} with the cause as its message: a code of Node's, `timeout` or `aborted`
 */
export function post(
  { method, url, headers, body, signal }: Post,
  agents: Agents,
  limits: PostLimits,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new NotSent('aborted'));
    const secure = url.protocol === 'https:';
    let sent = false;
    let answer: { readonly response: IncomingMessage; text: string } | undefined;

    const request = (secure ? https : http).request({
      method,
      // An IPv6 address stands in brackets in a URL, and nowhere else.
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      agent: secure ? agents.https : agents.http,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    });
    let timer = setTimeout(() => {
      if (!sent) return fail('timeout');
      timer = setTimeout(fail, limits.answer - limits.connect, 'timeout');
    }, limits.connect);
    const abort = () => fail('aborted');
    signal?.addEventListener('abort', abort, { once: true });

    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    /** Ends without the rest of the answer. Its status is an answer, once it is there. */
    function fail(cause: string): void {
      end();
      if (answer) resolve(answerOf(answer.response, answer.text));
      else reject(sent ? new NotAnswered(cause) : new NotSent(cause));
      request.destroy();
    }

    request.once('socket', (socket) => {
      const written = () => {
        sent = true;
      };
      // A new connection keeps what is written to it until it stands, with TLS until the handshake is done.
      if (request.reusedSocket) written();
      else socket.once(secure ? 'secureConnect' : 'connect', written);
    });
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
    request.once('response', (response) => {
      const arriving = { response, text: '' };
      answer = arriving;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (arriving.text.length < ENOUGH) arriving.text += chunk;
      });
      response.once('end', () => {
        end();
        resolve(answerOf(response, arriving.text));
      });
      response.once('error', () => fail('aborted'));
    });
    request.end(body);
  });
}

const ENOUGH = 64 * 1024;

function answerOf({ statusCode = 0, headers }: IncomingMessage, text: string): HttpAnswer {
  return { status: statusCode, headers, text };
}
