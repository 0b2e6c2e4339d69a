import { type Audience, audienceOf, audiencePage } from '../audience/audience-page.ts';
import { storedAudience } from '../broadcast/audience-request.ts';
import { type Context, freshId } from '../context.ts';
import { decodeBody } from '../records/body-row.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { audienceRow } from '../records/broadcast-keys.ts';
import { isUnreleased } from '../records/broadcast-standing.ts';
import { encodeJob, type PlanJob, WINDOW } from '../records/jobs.ts';
import type { Plan, StoredPlan } from '../records/plan-row.ts';
import { planChange, readBroadcast, readPlan } from '../records/store.ts';
import { Timetable } from '../schedule/timetable.ts';
import { type PackedShard, packShards } from '../shard/pack.ts';
import { recipientsValues } from '../shard/recipients.ts';
import { recipientsRow, shardRow } from '../shard/shard-keys.ts';
import { encodeShard } from '../shard/shard-row.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import { longestDelay } from '../storage/delay.ts';
import type { Change } from '../storage/table.ts';
import { tryEnd } from './end.ts';
import { openWindow } from './open-window.ts';
import { timeMembers } from './time-members.ts';

/** The first page is small, so that sending starts at once: 1,000 recipients. Shards. */
const FIRST_PAGE = 5;
/** 25 shards of up to 64 KiB: 51 rows and about 2 MiB in one transaction, of 100 and 4 MiB that are allowed. */
const PAGE = 25;
/** The job of a scheduled broadcast is at hand this long before its start, ms: a queue is looked at every six seconds. */
export const PLAN_AHEAD = 10_000;
/** Shards a transaction may hold: two rows each, and the plan's. */
const MOST_SHARDS = 30;

/**
 * Plans the next page of a broadcast: its shards and the cursor commit together, or not at all. Then puts what the
 * window has room for on the queue, and itself again.
 */
export async function plan(context: Context, job: PlanJob): Promise<void> {
  const { tenant, broadcast: id } = job;
  const began = await readPlan(context, id);
  for (let current = began; current && current.at === began?.at; current = await readPlan(context, id)) {
    if (current.planned) return;
    const broadcast = await readBroadcast(context, tenant, id);
    if (!broadcast || broadcast.endedAt !== undefined || broadcast.canceledAt !== undefined) return;
    if (broadcast.run !== job.run || current.stop === broadcast.run) return;
    if (broadcast.rerun?.resettingSince !== undefined) return;
    if (broadcast.stoppedAt !== undefined || isUnreleased(broadcast)) return;
    const start = await untilStart(context, job, broadcast);
    if (start === 'later') return;
    // What was decided meanwhile must be seen.
    if (start === 'waited') continue;
    const page = await nextPage(context, broadcast, current);
    if (!(await commitPage(context, id, current, page))) {
      // Somebody else wrote the plan, or took a person out of the audience: see what, and again.
      audiences.delete(context);
      continue;
    }
    const byTime = timetableOf(context, broadcast).isByZone;
    const urgent = broadcast.priority === 'urgent';
    await openWindow(context, job, current.tails, page.shards, { byTime, urgent });
    if (page.plan.planned) await tryEnd(context, tenant, id);
    else await context.queues.plan.put(encodeJob(job));
    return;
  }
}

interface PlannedPage {
  readonly plan: Plan;
  readonly shards: readonly PackedShard[];
}

/**
 * Waits for the start of a scheduled broadcast: the last seconds here, so that nothing is late for want of a look at the
 * queue; longer on the queue.
 */
async function untilStart(
  context: Context,
  job: PlanJob,
  { startsAt = 0 }: Broadcast,
): Promise<'now' | 'waited' | 'later'> {
  const wait = startsAt - context.now();
  if (wait <= 0) return 'now';
  if (wait <= PLAN_AHEAD && !context.stopping.aborted) {
    await context.clock.sleep(wait, context.stopping);
    return 'waited';
  }
  await context.queues.plan.put(encodeJob(job), longestDelay(wait - PLAN_AHEAD));
  return 'later';
}

function timetableOf({ timing }: Context, broadcast: Broadcast): Timetable {
  return new Timetable(broadcast, timing.claimLife);
}

async function nextPage(context: Context, broadcast: Broadcast, plan: StoredPlan): Promise<PlannedPage> {
  const { tenant, id, run } = broadcast;
  const audience = await audienceFor(context, tenant, id);
  const limit = (plan.shards === 0 ? FIRST_PAGE : PAGE) * context.shardSize;
  const page = await audiencePage(context, tenant, audience, plan.at, limit);
  const now = context.now();
  const members = timeMembers(page.members, timetableOf(context, broadcast), now, context.timeZone ?? 'UTC');
  const packed = packShards(members, plan.shards, run, context.shardSize, now);
  const shards = withNext(packed.slice(0, MOST_SHARDS));
  const cut = shards.length < packed.length;
  const at = cut ? shards.at(-1)!.shard.key : page.at;
  const tails = [...plan.tails, ...shards.map(({ shard: { n, key } }) => ({ n, key }))].slice(-WINDOW);
  return {
    shards,
    plan: {
      ...plan,
      ...(at !== undefined && { at }),
      shards: plan.shards + shards.length,
      planned: page.done && !cut,
      startedAt: plan.startedAt ?? context.now(),
      tails,
    },
  };
}

/** Each shard knows the next of its chain where that is on the same page: who finishes it need not look for it. */
function withNext(page: readonly PackedShard[]): readonly PackedShard[] {
  return page.map((packed, i) => {
    const next = page[i + WINDOW];
    return next ? { ...packed, shard: { ...packed.shard, next: next.shard.key } } : packed;
  });
}

/** @returns whether the page is planned by this write */
async function commitPage(context: Context, id: string, from: StoredPlan, page: PlannedPage): Promise<boolean> {
  const wid = freshId(context);
  const rows = page.shards.flatMap(({ shard, recipients }): Change[] => [
    { do: 'insert', key: shardRow(shard.key), values: { ...encodeShard(shard), [WID]: wid } },
    { do: 'insert', key: recipientsRow(shard.key), values: { ...recipientsValues(recipients), [WID]: wid } },
  ]);
  const changes = [planChange(page.plan, wid, from.etag), ...rows] as const;
  return (await commit(context, context.tables.deliveries, id, changes, wid)).outcome === 'mine';
}

/** An audience never changes while it is planned: a process that plans page after page reads it once. */
const audiences = new WeakMap<Context, { id: string; audience: Promise<Audience> }>();

async function audienceFor(context: Context, tenant: string, id: string): Promise<Audience> {
  const last = audiences.get(context);
  if (last?.id === id) return await last.audience;
  const audience = readPatiently(context, context.tables.broadcasts, tenant, audienceRow(id)).then((row) => {
    if (!row) throw new Error(`Broadcast ${id} has no audience.`);
    return audienceOf(decodeBody(row, tenant, storedAudience));
  });
  audiences.set(context, { id, audience });
  audience.catch(() => audiences.delete(context));
  return await audience;
}
