import type { Reading } from '../lifecycle/reading.ts';
import type { Timing } from '../pace/timing.ts';
import type { Broadcast, BroadcastProblem } from '../records/broadcast-row.ts';
import { deliveryStates, isFinished, type ShardProgress, type StateCounts } from '../shard/shard.ts';
import type { BroadcastStatus, BroadcastView } from './service.ts';

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
    summary: broadcast.summary,
    audience: broadcast.audience,
  };
  if (reading.kind === 'ended') {
    const { end, endedAt } = broadcast;
    const counts = withAudience(end!.counts);
    return {
      ...common,
      status: end!.status,
      startedAt: iso(end!.startedAt),
      endedAt: iso(endedAt!),
      planned: end!.planned,
      outcome: outcomeOf(counts.delivered, counts.audience),
      counts,
      rate: null,
      eta: null,
      problem: problemOf(broadcast, counts.audience),
    };
  }
  const { plan, shards } = reading;
  const counts = withAudience(shownCounts(reading, now, timing));
  const rate = rateOf(shards, plan.startedAt ?? broadcast.createdAt, now);
  const left = counts.pending + counts.sending;
  return {
    ...common,
    status: statusOf(broadcast, plan.planned),
    startedAt: plan.startedAt === undefined ? null : iso(plan.startedAt),
    endedAt: null,
    planned: plan.planned,
    outcome: null,
    counts,
    rate: Math.round(rate * 10) / 10,
    eta: plan.planned && rate > 0 && left > 0 ? iso(now + (left / rate) * 1000) : null,
    problem: broadcast.problem ?? null,
  };
}

function statusOf(broadcast: Broadcast, planned: boolean): BroadcastStatus {
  if (broadcast.canceledAt !== undefined) return 'canceling';
  if (broadcast.pausedAt !== undefined) return 'paused';
  return planned ? 'sending' : 'planning';
}

/**
 * After a cancel the sweep takes a while; what nothing can send any more is shown as what it will be. A shard whose wave
 * is open may still put unsent ones back, so it is shown as it is.
 */
function shownCounts({ shards, counts, closedAt }: WorkingReading, now: number, timing: Timing): StateCounts {
  if (closedAt === undefined || now < closedAt + timing.tokenLife) return counts;
  let { pending, canceled, uncertain } = counts;
  for (const shard of shards) {
    if (shard.open || isFinished(shard.counts)) continue;
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
 * Deliveries a second over the last minute. A shard is sent within seconds, so what it has delivered is taken as spread
 * evenly from its first claim to its last write.
 */
function rateOf(shards: readonly ShardProgress[], startedAt: number, now: number): number {
  const from = Math.max(now - RATE_WINDOW, startedAt);
  let delivered = 0;
  for (const { counts, since, writtenAt } of shards) {
    if (writtenAt <= from || since === 0) continue;
    const span = Math.max(1, writtenAt - since);
    delivered += counts.delivered * Math.min(1, (writtenAt - from) / span);
  }
  return delivered / Math.max(1, (now - from) / 1000);
}

function outcomeOf(delivered: number, audience: number): 'all' | 'some' | 'none' {
  if (delivered === 0) return 'none';
  return delivered === audience ? 'all' : 'some';
}

function problemOf(broadcast: Broadcast, audience: number): BroadcastProblem | null {
  if (broadcast.problem) return broadcast.problem;
  if (audience > 0 || broadcast.canceledAt !== undefined) return null;
  return {
    code: 'audience-empty',
    detail: 'Nobody is in this audience. For "everyone": has anybody installed the app yet? See who is excluded, too.',
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
