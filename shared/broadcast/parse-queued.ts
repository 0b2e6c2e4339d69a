import type { ProblemDetail } from '../errors.ts';
import { isClean, isVisible } from '../input/characters.ts';
import { Faults } from '../input/faults.ts';
import { isObject, quote } from '../input/fields.ts';
import { isIdempotencyKey } from '../input/idempotency-key.ts';
import { isTooDeep, parseJson } from '../input/json.ts';
import { type BroadcastRequest, parseBroadcast } from './parse-broadcast.ts';

/** A job from the queue door. */
export interface QueuedBroadcast {
  readonly request: BroadcastRequest;
  readonly idempotencyKey: string;
  readonly createdBy?: string;
}

export type ParsedQueued =
  | { readonly ok: true; readonly queued: QueuedBroadcast }
  | {
      readonly ok: false;
      readonly problems: readonly ProblemDetail[];
      /** The tenant it names, as far as that could be read. */
      readonly tenant?: string;
    };

/** What base64 leaves of a queue message's 64 KiB; the same for plain text, so that both can say the same. Bytes. */
export const QUEUED_LIMIT = 48 * 1024;
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
  const fields = isObject(value) && !isTooDeep(value) ? value : {};
  const idempotencyKey = fields['idempotencyKey'];
  const createdBy = fields['createdBy'];
  if (isObject(value)) {
    checkKey(idempotencyKey, faults);
    checkCreatedBy(createdBy, faults);
  }
  const parsed = parseBroadcast(value, { alsoKnown: ['idempotencyKey', 'createdBy'], repeated, faults });
  const tenant = fields['tenant'];
  if (!parsed.ok) return { ...parsed, ...(typeof tenant === 'string' && { tenant: tenant.toLowerCase() }) };
  const request = parsed.request;
  return {
    ok: true,
    queued: {
      request,
      idempotencyKey: String(idempotencyKey),
      ...(createdBy !== undefined && { createdBy: String(createdBy) }),
    },
  };
}

function checkKey(key: unknown, faults: Faults): void {
  const path = '/idempotencyKey';
  if (key === undefined) {
    faults.add(path, 'missing-field', 'A queue delivers more than once: a job needs an `idempotencyKey`.');
  } else if (typeof key !== 'string' || !isIdempotencyKey(key)) {
    faults.add(path, 'invalid-idempotency-key', 'This must be 1 to 255 visible ASCII characters without a space.');
  }
}

function checkCreatedBy(name: unknown, faults: Faults): void {
  const path = '/createdBy';
  if (name === undefined) return;
  if (typeof name !== 'string') faults.add(path, 'wrong-type', `This must be a string, not ${quote(name)}.`);
  else if (!isVisible(name)) faults.add(path, 'empty-text', 'There is nothing to read in this name.');
  else if (name.length > CREATED_BY_LIMIT) {
    faults.add(path, 'too-long', `The name has ${name.length} characters; ${CREATED_BY_LIMIT} is the most.`);
  } else if (!isClean(name)) faults.add(path, 'invalid-characters', 'This name has a control character in it.');
}

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

/** An object in JSON begins with a brace, which base64 does not have: so one can't be taken for the other. */
function decodedBase64(bytes: Uint8Array): Uint8Array | undefined {
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
