import * as z from 'zod/mini';
import type { ProblemDetail } from '../errors/problem.ts';
import { shownName } from '../input/characters.ts';
import { Faults } from '../input/faults.ts';
import { isObject } from '../input/fields.ts';
import { idempotencyKeyPattern } from '../input/idempotency-key.ts';
import { isTooDeep, parseJson } from '../input/json.ts';
import { readInput } from '../input/read-input.ts';
import { fault, faultOrMissing, shortText } from '../input/schema.ts';
import { type BroadcastRequest, parseBroadcast } from './parse-broadcast.ts';

/** A job from the queue door. */
export interface QueuedBroadcast {
  readonly request: BroadcastRequest;
  readonly idempotencyKey: string;
  readonly createdBy?: string;
}

export type ParsedQueued =
  | { readonly ok: true; readonly queued: QueuedBroadcast }
  /** The tenant, where it names one: those of others are not shown what is wrong with it. */
  | { readonly ok: false; readonly problems: readonly ProblemDetail[]; readonly tenant?: string };

/** What base64 leaves of a queue message's 64 KiB; the same for plain text, so that both can say the same. Bytes. */
const QUEUED_LIMIT = 48 * 1024;
const CREATED_BY_LIMIT = 200;

/**
 * Reads a message of the queue `broadcasts`: JSON as plain text or in base64, as text or bytes, or already parsed (the
 * Functions worker parses what it can). Never throws.
 */
export function parseQueued(message: unknown): ParsedQueued {
  const faults = new Faults();
  const body = bodyOf(message, faults);
  if (!body) return { ok: false, problems: faults.list() };
  const { value, repeated } = body;
  if (!isObject(value) || isTooDeep(value)) {
    return parseBroadcast(value, { repeated, faults }) as Extract<ParsedQueued, { ok: false }>;
  }
  const { idempotencyKey, createdBy, ...rest } = value;
  const own = readInput(ownFields, { idempotencyKey, ...(createdBy !== undefined && { createdBy }) }, '', faults);
  const parsed = parseBroadcast(rest, { repeated, faults });
  const { tenant } = value;
  if (!own || !parsed.ok) {
    return { ok: false, problems: faults.list(), ...(typeof tenant === 'string' && { tenant: tenant.toLowerCase() }) };
  }
  return { ok: true, queued: { request: parsed.request, ...own } };
}

const noKey = faultOrMissing(
  'A queue delivers more than once: a job needs an `idempotencyKey`.',
  fault('invalid-idempotency-key', 'This must be 1 to 255 visible ASCII characters without a space.'),
);

const asShown = (name: string): string => shownName(name, CREATED_BY_LIMIT);

/** What a job has beside the body of a broadcast: what an HTTP request says in its headers and by its token. */
const ownFields = z.strictObject({
  idempotencyKey: z.string(noKey).check(z.regex(idempotencyKeyPattern, noKey)),
  createdBy: z.exactOptional(z.pipe(shortText('name', CREATED_BY_LIMIT), z.transform(asShown))),
});

/** The JSON value a message holds, however it was handed over. */
function bodyOf(message: unknown, faults: Faults): { value: unknown; repeated: readonly string[] } | undefined {
  if (typeof message !== 'string' && !(message instanceof Uint8Array)) {
    if (isObject(message) && !isTooDeep(message)) checkSize(Buffer.byteLength(JSON.stringify(message)), faults);
    return faults.count > 0 ? undefined : { value: message, repeated: [] };
  }
  const bytes = typeof message === 'string' ? Buffer.from(message) : message;
  const plain = decodedBase64(bytes) ?? bytes;
  checkSize(plain.length, faults);
  const text = decodedUtf8(plain);
  if (text === undefined) faults.add('', 'malformed-json', 'This is not text in UTF-8.');
  if (text === undefined || faults.count > 0) return undefined;
  const parsed = parseJson(text);
  if (parsed.ok) return parsed;
  faults.add('', 'malformed-json', parsed.detail);
  return undefined;
}

function checkSize(size: number, faults: Faults): void {
  if (size > QUEUED_LIMIT) {
    faults.add('', 'body-too-large', `This has ${size} bytes; ${QUEUED_LIMIT} is the most on the queue.`);
  }
}

/**
 * What a text in base64 holds; nothing where it is none. An object in JSON begins with a brace, which base64 does not have:
 * so one can't be taken for the other.
 */
export function decodedBase64(bytes: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(bytes).toString('latin1').trim();
  const isBase64 = text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : undefined;
}

function decodedUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
