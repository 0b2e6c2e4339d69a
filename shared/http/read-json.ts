import type { HttpRequest } from '@azure/functions';
import { Problem } from '../errors/problem.ts';
import { parseJson } from '../input/json.ts';
import { BodyLate, piecesOf } from './body-pieces.ts';
import { BODY_LIMIT } from './drop-body.ts';

/** A JSON value, and pointers to the names that stand twice in it. */
export interface JsonBody {
  readonly value: unknown;
  readonly repeated: readonly string[];
}

/** So long a body may take to arrive, ms: 1 MB at 280 kbit a second. */
const BODY_PATIENCE = 30_000;

/**
 * The JSON a request brings.
 * @throws {Problem} unsupported-media-type, body-too-large (as soon as it is known), body-too-slow, length-required, malformed-json
 */
export async function readJson(request: HttpRequest): Promise<JsonBody> {
  checkType(request.headers);
  const body = await readBody(request);
  if (body.length === 0 && request.headers.has('transfer-encoding')) throw new Problem('length-required');
  const parsed = parseJson(textOf(body));
  if (!parsed.ok) throw new Problem('malformed-json', { detail: parsed.detail });
  return parsed;
}

/**
 * As {@link readJson}, where the body may be left out: then nothing, whatever its type is said to be.
 * @throws {Problem} as {@link readJson}
 */
export async function readJsonIfAny(request: HttpRequest): Promise<JsonBody | undefined> {
  const isEmpty = request.headers.get('content-length') === '0' || request.body === null;
  return isEmpty ? undefined : await readJson(request);
}

/** `application/json` or another type that is JSON by its suffix, in UTF-8 (the only charset JSON has), not compressed. */
function checkType(headers: HttpRequest['headers']): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const isJson = /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json$/.test(type.trim());
  const charset = parameters
    .map((p) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(p)?.[1])
    .find((c) => c !== undefined);
  const isUtf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (!isJson || !isUtf8 || (coding !== '' && coding !== 'identity')) throw new Problem('unsupported-media-type');
}

async function readBody(request: HttpRequest): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length')) > BODY_LIMIT) throw new Problem('body-too-large');
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of piecesOf(request, BODY_PATIENCE)) {
      size += chunk.byteLength;
      if (size > BODY_LIMIT) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof BodyLate) throw new Problem('body-too-slow');
    throw new Problem('malformed-json', { detail: 'The body did not arrive whole.', cause });
  }
  if (size > BODY_LIMIT) throw new Problem('body-too-large');
  return Buffer.concat(chunks);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('malformed-json', { detail: 'The body is not text in UTF-8.' });
  }
}
