import * as z from 'zod/mini';
import type { ProblemDetail } from '../errors/problem.ts';
import { Faults, type Noting } from '../input/faults.ts';
import { isObject, quote } from '../input/fields.ts';
import { readBody } from '../input/read-input.ts';
import { fault, notingOf } from '../input/schema.ts';
import type { OnUncertain } from '../shard/wave.ts';
import { type AudienceRequest, MAX_TEST_USERS, namedIn } from './audience-request.ts';
import type { Message } from './message.ts';
import { audience } from './parse-audience.ts';
import { checkMessageCharacters, message } from './parse-message.ts';
import { type TimesRequest, times, timesOf, timesTogether } from './parse-times.ts';
import { type WebhookRequest, webhook } from './parse-webhook.ts';

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
  /** Pointers to names that stood twice (see parseJson). */
  readonly repeated?: readonly string[];
  /** Where faults go that were found beside these, so that all are told at once. */
  readonly faults?: Faults;
}

const noTenant = fault(
  'invalid-tenant',
  (tenant) => `${quote(tenant)} is not a tenant: 1 to 64 letters, digits, dots and hyphens.`,
);

/** A tenant's id or one of its domains, in lower case. */
export const tenant = z.string(noTenant).check(z.regex(/^[A-Za-z0-9.-]{1,64}$/, noTenant), z.toLowerCase());

const noRate = (rate: unknown): string => `${quote(rate)} is not a rate: a whole number of requests a second, from 1.`;
const invalidRate = fault('invalid-rate', noRate);

/** `maxRate`. How much the tenant may is not asked here: a request that is repeated is the same request later. */
export const maxRate = z.number(fault('wrong-type', noRate)).check(z.int(invalidRate), z.gte(1, invalidRate));

/** What a broadcast is asked for with. */
const asked = z
  .strictObject({
    message,
    audience,
    onUncertain: z._default(z.enum(['hold', 'retry']), 'hold'),
    tenant: z.exactOptional(tenant),
    test: z._default(z.boolean(), false),
    confirm: z._default(z.boolean(), false),
    ...times,
    maxRate: z.exactOptional(maxRate),
    webhook: z.exactOptional(webhook),
  })
  .check(timesTogether, notingOf(checkTestAudience, 'audience'));

type Asked = z.output<typeof asked>;

/** The body of a broadcast. */
export const newBroadcast = z.pipe(
  asked,
  z.transform(
    ({ message, audience, onUncertain, maxRate, tenant, test, confirm, webhook, ...when }): BroadcastRequest => {
      return {
        ...{ message, audience, onUncertain },
        ...timesOf(when),
        ...(maxRate !== undefined && { maxRate }),
        ...(tenant !== undefined && { tenant }),
        ...(test && { test }),
        ...(confirm && { confirm }),
        ...(webhook && { webhook }),
      };
    },
  ),
);

/** A test must not become a broadcast by a slip: only a few, each by name. */
function checkTestAudience({ test, audience }: Partial<Asked>, faults: Noting): void {
  if (test !== true || !audience) return;
  const named = namedIn(audience.include).size;
  if (audience.include.every((source) => source.type === 'users') && named <= MAX_TEST_USERS) return;
  const most = `A test is for at most ${MAX_TEST_USERS} users who are named by their ids`;
  const message = named > MAX_TEST_USERS ? `${most}, not ${named}.` : `${most}.`;
  faults.add('/audience/include', 'not-a-test-audience', message);
}

/** Reads the body of a broadcast: the request, or every fault there is in it. Never throws. */
export function parseBroadcast(value: unknown, context: BodyContext = {}): ParsedBroadcast {
  const faults = context.faults ?? new Faults();
  const request = readBody(newBroadcast, value, context.repeated ?? [], faults);
  if (isObject(value)) checkMessageCharacters(value['message'], '/message', faults);
  if (!request || faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, request };
}
