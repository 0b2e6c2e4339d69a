import { changeProblems, otherProblems, stoppedChangeProblems } from '../lifecycle/pause-problems.ts';
import type { Reading } from '../lifecycle/reading.ts';
import type { Timing } from '../pace/timing.ts';
import type { Broadcast, BroadcastProblem } from '../records/broadcast.ts';
import { isClosing, isUnreleased } from '../records/broadcast-standing.ts';
import { deliveryStates, isFinished, type StateCounts } from '../shard/delivery.ts';
import { allLeftToChange, failedToChange, type ShardProgress } from '../shard/shard-progress.ts';
import { pollAfter } from './poll-after.ts';
import type { BroadcastView, ChangeView } from './views/broadcast.ts';
import type { BroadcastStatus } from './views/status.ts';
import { shownUrl } from './webhook-view.ts';

type WorkingReading = Reading & { kind: 'working' };

/** `rate` is over this much of the past, ms. */
const RATE_WINDOW = 60_000;

/**
 * A broadcast as the API shows it. Nothing of it is stored but the end: status, rate and time left are derived from one
 * reading.
 * @param now service clock, ms
 */
export function viewOf(reading: Reading, now: number, timing: Timing): BroadcastView {
  const { broadcast } = reading;
  const common = {
    id: broadcast.id,
    run: broadcast.run,
    createdBy: broadcast.createdBy,
    createdAt: iso(broadcast.createdAt),
    onUncertain: broadcast.onUncertain,
    ...timesOf(broadcast),
    release: releaseOf(broadcast),
    maxRate: broadcast.maxRate ?? null,
    summary: broadcast.summary,
    audience: broadcast.audience,
    test: broadcast.test ?? false,
    webhook: broadcast.webhook === undefined ? null : { url: shownUrl(broadcast.webhook) },
    version: broadcast.version ?? 1,
    change: changeView(reading),
  };
  if (reading.kind === 'ended') {
    const { end, endedAt } = broadcast;
    const { changing } = reading;
    const counts = withAudience(changing?.counts ?? end!.counts);
    return {
      ...common,
      status: end!.status,
      startedAt: iso(end!.startedAt),
      endedAt: iso(endedAt!),
      planned: end!.planned,
      outcome: outcomeOf(counts.delivered, counts.audience, end!.planned),
      counts,
      rate: null,
      eta: null,
      poisoned: end!.poisoned ?? 0,
      problem: problemOf(broadcast, counts.audience, end!.planned) ?? (changing?.isStopped ? tenantStopped : null),
      pollAfterMs: changing ? pollAfter('sending', changing.shards.length) : null,
    };
  }
  const { plan, shards } = reading;
  const counts = withAudience(shownCounts(reading, now, timing));
  const rate = rateOf(shards, broadcast, plan.startedAt ?? broadcast.createdAt, now);
  // A retry may leave unplanned what a cancel kept from being planned.
  const isPlanning = !plan.planned && plan.stop !== broadcast.run;
  const left = counts.pending + counts.sending;
  // By the rate of now nobody can tell when those are through whose time has not come.
  const isLater = shards.some((shard) => !isFinished(shard.counts) && shard.due > now + RATE_WINDOW);
  const status = statusOf(reading, isPlanning, now);
  return {
    ...common,
    status,
    startedAt: plan.startedAt === undefined ? null : iso(plan.startedAt),
    endedAt: null,
    planned: plan.planned,
    outcome: null,
    counts,
    rate: Math.round(rate * 10) / 10,
    eta: status === 'sending' && rate > 0 && left > 0 && !isLater ? iso(now + (left / rate) * 1000) : null,
    poisoned: plan.poisoned,
    problem: ownProblem(broadcast) ?? changeProblem(broadcast) ?? standstillOf(reading),
    pollAfterMs: pollAfter(status, shards.length),
  };
}

/** Why nothing is sent of a broadcast whose tenant was stopped. */
export const tenantStopped: BroadcastProblem = {
  code: 'tenant-stopped',
  detail:
    'Somebody has stopped all sending of this tenant: `GET /api/tenants/{tenant}` says who, when and why. It goes on when the tenant is started again.',
};

const teamsUnreachable: BroadcastProblem = { code: 'teams-unreachable', detail: otherProblems['teams-unreachable'] };

/** Why a broadcast stands still that has no trouble of its own. */
function standstillOf({ broadcast, isStopped, isTeamsOut }: WorkingReading): BroadcastProblem | null {
  if (isStopped && !isClosing(broadcast)) return tenantStopped;
  return isTeamsOut ? teamsUnreachable : null;
}

/** What is wrong with it. That somebody has paused it is no news of what has ended or is about to: nobody can resume that. */
function ownProblem(broadcast: Broadcast): BroadcastProblem | undefined {
  const { problem, pausedBy, endedAt } = broadcast;
  return pausedBy !== undefined && (endedAt !== undefined || isClosing(broadcast)) ? undefined : problem;
}

function changeProblem({ change }: Broadcast): BroadcastProblem | undefined {
  if (!change?.problem) return undefined;
  const words = change.stoppedAt === undefined ? changeProblems : stoppedChangeProblems;
  return { code: change.problem, detail: words[change.problem] };
}

function changeView(reading: Reading): ChangeView | null {
  const { change } = reading.broadcast;
  if (!change) return null;
  const { n, kind, at, stoppedAt, done } = change;
  const shards = reading.kind === 'working' ? reading.shards : reading.changing?.shards;
  // Of an end that is told nobody looks at the shards again: it says how far the change was then.
  const amounts = shards
    ? { left: allLeftToChange(shards, n), failed: failedToChange(shards, n) }
    : ((done ? undefined : reading.broadcast.end?.changing) ?? { left: 0, failed: 0 });
  return {
    kind,
    askedAt: iso(at),
    endedAt: isoOrNull(done?.at),
    stoppedAt: isoOrNull(stoppedAt),
    left: amounts.left,
    failed: done?.failed ?? amounts.failed,
  };
}

type Times = Pick<BroadcastView, 'priority' | 'startAt' | 'expiresAt' | 'quietHours' | 'pausedAt' | 'pausedBy'>;

export function timesOf(broadcast: Broadcast): Times {
  const { startsAt, startLocal, expiresAt, pausedAt } = broadcast;
  return {
    priority: broadcast.priority ?? 'normal',
    startAt: startLocal ?? isoOrNull(startsAt),
    expiresAt: isoOrNull(expiresAt),
    quietHours: broadcast.quietHours ?? null,
    pausedAt: isoOrNull(pausedAt),
    pausedBy: broadcast.pausedBy ?? null,
  };
}

export function releaseOf({ release }: Broadcast): BroadcastView['release'] {
  if (!release) return null;
  const { since, editor, done } = release;
  return {
    since: iso(since),
    editedBy: editor?.name ?? null,
    releasedAt: isoOrNull(done?.at),
    releasedBy: done?.by ?? null,
  };
}

function statusOf(
  { broadcast, plan, shards, isStopped }: WorkingReading,
  isPlanning: boolean,
  now: number,
): BroadcastStatus {
  if (isClosing(broadcast)) return 'canceling';
  if (isUnreleased(broadcast)) return 'awaiting-release';
  if (isStopped || broadcast.pausedAt !== undefined) return 'paused';
  const isAhead = isPlanning && plan.startedAt === undefined && now < (broadcast.startsAt ?? 0);
  // Planned ahead of everybody's local time, and nobody's turn has come.
  const isPlannedAhead =
    shards.length > 0 && shards.every(({ since, counts, due }) => since === 0 && (isFinished(counts) || due > now));
  if (isAhead || (broadcast.startLocal !== undefined && isPlannedAhead)) return 'scheduled';
  return isPlanning ? 'planning' : 'sending';
}

/**
 * After a cancel the sweep takes a while, and longer where the answers of a wave are missing; who is pending can't be
 * sent by anybody any more, and is shown as what the sweep will make of them.
 */
function shownCounts({ shards, counts, closedAt }: WorkingReading, now: number, timing: Timing): StateCounts {
  if (closedAt === undefined || now < closedAt + timing.tokenLife) return counts;
  let { pending, canceled, uncertain } = counts;
  for (const shard of shards) {
    pending -= shard.counts.pending;
    uncertain += shard.pendingUnknown;
    canceled += shard.counts.pending - shard.pendingUnknown;
  }
  return { ...counts, pending, canceled, uncertain };
}

function withAudience(counts: StateCounts): StateCounts & { readonly audience: number } {
  return { audience: deliveryStates.reduce((sum, state) => sum + counts[state], 0), ...counts };
}

/**
 * Deliveries a second over the last minute, of this run. A shard is sent within seconds, so what it has delivered is
 * taken as spread evenly from its first claim to its last write.
 */
function rateOf(shards: readonly ShardProgress[], { run }: Broadcast, startedAt: number, now: number): number {
  const own = shards.filter((shard) => shard.run === run && shard.since > 0);
  const began = run === 1 ? startedAt : own.reduce((first, { since }) => Math.min(first, since), now);
  const from = Math.max(now - RATE_WINDOW, began);
  let delivered = 0;
  for (const { counts, before, since, sentAt } of own) {
    if (sentAt <= from) continue;
    const span = Math.max(1, sentAt - since);
    // Who is recalled was delivered.
    delivered += (counts.delivered + counts.recalled - before) * Math.min(1, (sentAt - from) / span);
  }
  return delivered / Math.max(1, (now - from) / 1000);
}

/** Those whom a cancel kept from being planned are not among the audience that was counted: they have not got it. */
function outcomeOf(delivered: number, audience: number, planned: boolean): 'all' | 'some' | 'none' {
  if (delivered === 0) return 'none';
  return delivered === audience && planned ? 'all' : 'some';
}

function problemOf(broadcast: Broadcast, audience: number, planned: boolean): BroadcastProblem | null {
  const known = ownProblem(broadcast) ?? changeProblem(broadcast);
  if (known) return known;
  // Of one that was never planned nobody knows how many there are.
  if (audience > 0 || !planned || broadcast.canceledAt !== undefined) return null;
  return {
    code: 'audience-empty',
    detail: 'Nobody is in this audience. For "everyone": has anybody installed the app yet? See who is excluded, too.',
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms));
