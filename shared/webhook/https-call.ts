import { lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { retryAfterOf } from '../input/retry-after.ts';
import { AddressNotAllowed, guardedLookup, type Resolve } from './guarded-lookup.ts';
import { isPublicAddress } from './public-address.ts';
import type { CallAnswer, CallError, WebhookCall, Webhooks } from './webhooks.ts';

/** Standard Webhooks: 15 to 30 s. The shorter, for it is a function that waits. ms. */
const TIME_OUT = 15_000;
/** Nobody reads the body of an answer; so much of it is taken in, so that its sender is not cut off, bytes. */
const TAKEN = 64 * 1024;

/**
 * Posts over a connection of its own, to public addresses only.
 * @param options `local`: whether addresses of this machine and of networks inside are allowed, too; `timeOut`: for a whole
 *   call, ms
 */
export function httpsCall({
  local,
  resolve = (name, done) => lookup(name, { all: true }, done),
  timeOut = TIME_OUT,
}: {
  readonly local: boolean;
  readonly resolve?: Resolve;
  readonly timeOut?: number;
}): Webhooks['call'] {
  const guard = local ? {} : { lookup: guardedLookup(resolve) };
  return ({ url, headers, body }: WebhookCall) =>
    new Promise<CallAnswer>((done) => {
      const target = new URL(url);
      const host = target.hostname.replace(/^\[|\]$/g, '');
      // An address in the URL is not looked up.
      if (!local && isIP(host) > 0 && !isPublicAddress(host)) return done(unanswered('address-not-allowed'));
      const signal = AbortSignal.timeout(timeOut);
      const { request } = target.protocol === 'https:' ? https : http;
      const all = {
        ...headers,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': String(Buffer.byteLength(body)),
        'User-Agent': 'Carillon',
      };
      request(target, { method: 'POST', headers: all, agent: false, signal, ...guard })
        .on('response', (response) => {
          discard(response);
          done(answered(response));
        })
        .on('error', (error) => done(unanswered(signal.aborted ? 'time-out' : errorOf(error))))
        // Of an answer that would go over to another protocol nothing else is told: neither an answer nor an error.
        .on('close', () => done(unanswered('connection-failed')))
        .end(body);
    });
}

function answered({ statusCode = 0, headers }: IncomingMessage): CallAnswer {
  const sent = Date.parse(headers.date ?? '');
  const retryAfter = retryAfterOf(headers['retry-after'], Number.isNaN(sent) ? Date.now() : sent);
  return { kind: 'answered', status: statusCode, ...(retryAfter !== undefined && { retryAfter }) };
}

/** What it says is its status; what breaks afterwards changes nothing about that. */
function discard(response: IncomingMessage): void {
  let taken = 0;
  response.on('error', () => {});
  response.on('data', (part: Uint8Array) => {
    taken += part.length;
    if (taken > TAKEN) response.destroy();
  });
}

const unanswered = (error: CallError): CallAnswer => ({ kind: 'unanswered', error });

function errorOf(error: Error & { code?: string }): CallError {
  if (error instanceof AddressNotAllowed) return 'address-not-allowed';
  const code = error.code ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'name-not-found';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? 'certificate-not-valid' : 'connection-failed';
}
