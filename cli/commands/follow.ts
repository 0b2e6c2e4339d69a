import { setTimeout as sleep } from 'node:timers/promises';
import { retryAfter, watchingPatience } from '../api/patience.ts';
import type { Broadcast } from '../api/shapes.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { Interrupted } from '../failure.ts';
import { instant } from '../output/words.ts';
import type { Session } from '../session.ts';
import { progressLine } from '../terminal/progress-line.ts';

/** Between two looks where the server does not say, ms; and the bounds of what it says. */
const POLL = 1_000;
const SOONEST = 200;
const LATEST = 60_000;

/**
 * Shows how a broadcast goes on until it has ended.
 * @returns the broadcast as it ended
 * @throws {Interrupted} on Ctrl-C: it says that the broadcast goes on
 * @throws {Failure} when nobody answers any more
 */
export async function follow({ api, out, around }: Session, id: string): Promise<Broadcast> {
  let etag: string | null = null;
  let seen: Broadcast | undefined;
  let told = '';
  try {
    for (;;) {
      const { broadcast = seen, headers } = await api.look(id, etag, watchingPatience);
      etag = headers.get('etag');
      seen = broadcast;
      if (broadcast) {
        const state = stateOf(broadcast);
        if (state !== told && state !== '') out.note(state);
        told = state;
        if (broadcast.planned || broadcast.counts.audience > 0) out.progress(progressLine(out.people, broadcast));
        if (broadcast.endedAt !== null) return broadcast;
      }
      const wait = broadcast?.pollAfterMs ?? retryAfter(headers) ?? POLL;
      await sleep(Math.min(LATEST, Math.max(SOONEST, wait)), undefined, { signal: around.interrupted });
    }
  } catch (error) {
    if (!around.interrupted.aborted) throw error;
    throw new Interrupted(
      `No longer watching; the broadcast goes on. Watch it again: carillon watch ${id}. End it: carillon cancel ${id}`,
    );
  } finally {
    out.people.endProgress('keep');
  }
}

/** What a person should know beside the numbers. */
function stateOf({ id, status, problem, startAt }: Broadcast): string {
  const why = problem ? `: ${problem.detail}` : '.';
  if (status === 'paused' && problem?.code === 'tenant-stopped') return `Paused${why} (carillon start-again TENANT)`;
  if (status === 'paused') return `Paused${why} It goes on with: carillon resume ${id}`;
  if (status === 'canceling') return 'Canceled; what was being sent at that moment is being settled.';
  if (status === 'awaiting-release') return `It waits for somebody else: carillon release ${id}`;
  if (status === 'scheduled') return `Scheduled for ${instant(startAt)}.`;
  return '';
}

/** What the end of a broadcast means to a pipeline. */
export function exitCodeOf({ status, outcome }: Broadcast): ExitCode {
  if (status === 'canceled' || status === 'stopped') return exitCode.canceled;
  return outcome === 'all' ? exitCode.done : exitCode.notAll;
}
