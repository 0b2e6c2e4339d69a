import { localCaller } from '../access/caller.ts';
import { type AudienceRequest, summaryOfSource } from '../broadcast/audience-request.ts';
import { summaryOf } from '../broadcast/message.ts';
import { type Context, freshId } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { bodyRow } from '../records/body-row.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { newBroadcastId } from '../records/broadcast-id.ts';
import { activeRow, audienceRow, messageRow } from '../records/broadcast-keys.ts';
import { newPlan } from '../records/plan-row.ts';
import { noteSender } from '../records/senders.ts';
import { broadcastChange, planChange } from '../records/store.ts';
import { commit } from '../storage/commit.ts';
import { checkRate } from './check-rate.ts';
import { checkTimes } from './check-times.ts';
import { checkWebhook } from './check-webhook.ts';
import { openGuard, passUnless, unguarded } from './guard.ts';
import { firstOf, type KeyedRequest, keyChange, keyedBy } from './idempotency.ts';
import { startPlanning } from './start-planning.ts';

/** A request that has been read and found good. */
export interface NewBroadcast extends KeyedRequest {
  readonly createdBy: string;
  /** Its author may write, and not let anything go out: somebody else has to. */
  readonly needsRelease?: boolean;
  /** When it was asked for, where that is not now (ms since 1970): what it has waited since makes its times not wrong. */
  readonly askedAt?: number;
}

/**
 * Creates a broadcast, once for each key of a caller: key, broadcast, bodies and the mark that it has work commit
 * together. What follows may be cut short: whoever looks finds the mark.
 * @returns the broadcast's id, the same for the same key and body
 * @throws {Problem} `idempotency-key-reused`; `confirmation-required`, unless it waits for its release; `test-on-yourself`; `invalid-request` when its times have passed, or
 *   are too far ahead, its webhook is not allowed, or its rate is above the tenant's
 * @throws {StorageUnavailable} asked again with the same key, nothing happens twice
 */
export async function createBroadcast(context: Context, input: NewBroadcast): Promise<string> {
  const { request, tenant } = input;
  const before = await firstOf(context, input);
  if (before !== undefined) return before;
  const now = context.now();
  checkRate(request, context.rate);
  const startsAt = checkTimes(request, Math.min(now, input.askedAt ?? now), input.askedAt !== undefined);
  checkWebhook(context, request.webhook);
  if (request.test && needsRelease(context, input)) checkTest(input);
  const { start, expiresAt, quietHours } = request;
  const broadcast: Broadcast = {
    id: newBroadcastId(now, () => context.random()),
    tenant,
    run: 1,
    createdBy: input.createdBy,
    createdAt: now,
    onUncertain: request.onUncertain,
    summary: summaryOf(request.message),
    audience: shown(request.audience),
    ...(startsAt !== undefined && { startsAt: Math.max(0, startsAt) }),
    ...(start && 'local' in start && { startLocal: start.local }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(quietHours && { quietHours }),
    ...(request.priority && { priority: request.priority }),
    ...(request.test && { test: true }),
    ...(request.webhook && { webhook: request.webhook.url }),
    ...(request.maxRate !== undefined && { maxRate: request.maxRate }),
    ...keyedBy(input),
    ...(needsRelease(context, input) && !request.test && { release: { author: input.caller, since: now } }),
  };
  const guard = broadcast.release ? unguarded : openGuard(context, tenant, request);
  let begun = false;
  const key = keyChange(input, broadcast.id, now);
  for (;;) {
    // What is refused stores nothing.
    const passed = await passUnless(() => firstOf(context, input), guard, now);
    if (typeof passed === 'string') return passed;
    if (!begun) {
      await noteSender(context, tenant);
      await beginPlan(context, broadcast);
      begun = true;
    }
    const wid = freshId(context);
    const result = await commit(
      context,
      context.tables.broadcasts,
      tenant,
      [
        broadcastChange({ ...broadcast, ...passed.expected }, wid),
        { do: 'insert', key: activeRow(broadcast), values: { v: 1, at: now } },
        bodyRow(messageRow(broadcast.id), request.message),
        bodyRow(audienceRow(broadcast.id), request.audience),
        ...key,
        ...passed.changes(wid),
      ],
      wid,
    );
    if (result.outcome === 'mine') break;
    const first = await firstOf(context, input);
    if (first !== undefined) return first;
    // Another broadcast was created since the day was counted: it is counted anew.
    if (passed.changes(wid).length > 0) continue;
    throw new Error(`Broadcast ${broadcast.id} could not be stored, and no other has its key.`);
  }
  context.log('info', 'broadcast-created', { broadcast: broadcast.id, tenant: broadcast.tenant });
  if (broadcast.release) return broadcast.id;
  const job = { do: 'plan', tenant, broadcast: broadcast.id, run: 1 } as const;
  await startPlanning(context, request, job, (startsAt ?? now) - now);
  return broadcast.id;
}

/** What it takes two to tell anybody. */
function needsRelease({ secondPerson }: Context, { needsRelease }: NewBroadcast): boolean {
  return secondPerson === true || needsRelease === true;
}

/**
 * A test needs no release, for it is how an author sees what somebody is to release. So where one is needed it goes to
 * nobody else: test after test would else reach everybody.
 */
function checkTest({ request, caller }: NewBroadcast): void {
  const own = (id: string) => caller === localCaller.id || caller.endsWith(`/${id}`);
  const named = request.audience.include.flatMap((source) => (source.type === 'users' ? source.ids : ['']));
  if (!named.every(own)) throw new Problem('test-on-yourself');
}

/** The plan's row comes first, in the broadcast's own partition: it is also where an id's tenant is looked up. */
async function beginPlan(context: Context, { id, tenant }: Broadcast): Promise<void> {
  const wid = freshId(context);
  await commit(context, context.tables.deliveries, id, [planChange(newPlan(tenant), wid)], wid);
}

function shown({ include, exclude }: AudienceRequest): Broadcast['audience'] {
  const sources = include.map(summaryOfSource);
  return { include: sources, ...(exclude.length > 0 && { exclude: exclude.map(summaryOfSource) }) };
}
