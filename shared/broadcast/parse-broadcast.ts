import type { ProblemDetail } from '../errors.ts';
import { child, Faults } from '../input/faults.ts';
import { flagAt, objectAt, oneOf, quote, refuseRepeated, refuseTooDeep, refuseUnknown } from '../input/fields.ts';
import type { OnUncertain } from '../shard/wave.ts';
import { type AudienceRequest, MAX_TEST_USERS, namedIn, parseAudience } from './audience-request.ts';
import type { Message } from './message.ts';
import { parseMessage } from './parse-message.ts';
import { parseTimes, type TimesRequest, timeFields } from './parse-times.ts';
import { parseWebhook, type WebhookRequest } from './parse-webhook.ts';

/** What is asked for, checked and with its defaults filled in. */
export interface BroadcastRequest extends TimesRequest {
  readonly message: Message;
  readonly audience: AudienceRequest;
  readonly onUncertain: OnUncertain;
  /** Requests a second it may take at most; absent: what the tenant may. */
  readonly maxRate?: number;
  /** As it was named in the body, in lower case. */
  readonly tenant?: string;
  /** A trial for a few named users, by the same way as any other, and counted nowhere. */
  readonly test?: true;
  /** The author means it, however much was sent today. Not what is asked for, so no part of the canonical body. */
  readonly confirm?: true;
  readonly webhook?: WebhookRequest;
}

export type ParsedBroadcast =
  | { readonly ok: true; readonly request: BroadcastRequest }
  | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

/** How the body came in. */
export interface BodyContext {
  /** Fields of the body that somebody else reads. */
  readonly alsoKnown?: readonly string[];
  /** Pointers to names that stood twice (see parseJson). */
  readonly repeated?: readonly string[];
  /** Where faults go that were found beside these, so that all are told at once. */
  readonly faults?: Faults;
}

const fields = [
  ...['message', 'audience', 'onUncertain', 'maxRate', 'tenant', 'test', 'confirm', 'webhook'],
  ...timeFields,
] as const;
const onUncertain = ['hold', 'retry'] as const;

/** A tenant's id or one of its domains. */
const tenantPattern = /^[A-Za-z0-9.-]{1,64}$/;

/** Reads the body of a broadcast: the request, or every fault there is in it. Never throws. */
export function parseBroadcast(value: unknown, context: BodyContext = {}): ParsedBroadcast {
  const faults = context.faults ?? new Faults();
  const request = read(value, context, faults);
  if (!request || faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, request };
}

function read(value: unknown, context: BodyContext, faults: Faults): BroadcastRequest | undefined {
  if (refuseTooDeep(value, faults)) return undefined;
  refuseRepeated(context.repeated ?? [], faults);
  const body = objectAt(value, '', faults);
  if (!body) return undefined;
  refuseUnknown(body, [...fields, ...(context.alsoKnown ?? [])], '', faults);
  for (const name of ['message', 'audience'] as const) {
    if (body[name] === undefined) faults.add(child('', name), 'missing-field', `A broadcast needs ${quote(name)}.`);
  }
  const message = body['message'] === undefined ? undefined : parseMessage(body['message'], '/message', faults);
  const audience = body['audience'] === undefined ? undefined : parseAudience(body['audience'], '/audience', faults);
  const policy =
    body['onUncertain'] === undefined ? 'hold' : oneOf(body['onUncertain'], onUncertain, '/onUncertain', faults);
  const tenant = parseTenant(body['tenant'], faults);
  const test = flagAt(body['test'], '/test', faults);
  const confirm = flagAt(body['confirm'], '/confirm', faults);
  const times = parseTimes(body, faults);
  const maxRate = parseRate(body['maxRate'], faults);
  const webhook = parseWebhook(body['webhook'], '/webhook', faults);
  if (!message || !audience || !policy) return undefined;
  if (test) checkTestAudience(audience, faults);
  return {
    message,
    audience,
    onUncertain: policy,
    ...times,
    ...(maxRate !== undefined && { maxRate }),
    ...(tenant !== undefined && { tenant }),
    ...(test && { test }),
    ...(confirm && { confirm }),
    ...(webhook && { webhook }),
  };
}

/** Reads `maxRate`. How much the tenant may is not asked here: a request that is repeated is the same request later. */
export function parseRate(rate: unknown, faults: Faults): number | undefined {
  if (rate === undefined) return undefined;
  if (typeof rate === 'number' && Number.isSafeInteger(rate) && rate >= 1) return rate;
  const is = typeof rate === 'number' ? 'invalid-rate' : 'wrong-type';
  faults.add('/maxRate', is, `${quote(rate)} is not a rate: a whole number of requests a second, from 1.`);
  return undefined;
}

/** A test must not become a broadcast by a slip: only a few, each by name. */
function checkTestAudience({ include }: AudienceRequest, faults: Faults): void {
  const named = namedIn(include).size;
  if (include.every((source) => source.type === 'users') && named <= MAX_TEST_USERS) return;
  const most = `A test is for at most ${MAX_TEST_USERS} users who are named by their ids`;
  faults.add(
    '/audience/include',
    'not-a-test-audience',
    named > MAX_TEST_USERS ? `${most}, not ${named}.` : `${most}.`,
  );
}

/** Reads `tenant`: a tenant's id or domain, in lower case. */
export function parseTenant(tenant: unknown, faults: Faults): string | undefined {
  if (tenant === undefined) return undefined;
  if (typeof tenant === 'string' && tenantPattern.test(tenant)) return tenant.toLowerCase();
  faults.add(
    '/tenant',
    'invalid-tenant',
    `${quote(tenant)} is not a tenant: 1 to 64 letters, digits, dots and hyphens.`,
  );
  return undefined;
}
