import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { StoredBroadcast } from '../records/broadcast.ts';
import { isClosing } from '../records/broadcast-standing.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { changeBroadcast } from '../records/store.ts';
import type { PauseProblem } from '../shard/retry-policy.ts';
import { confirmed } from './confirmed.ts';
import { otherProblems, pauseProblems } from './pause-problems.ts';
import { wakeChains } from './revive.ts';

/**
 * Pauses a broadcast that would fail for everyone alike: nothing is lost, and nobody is failed for it. One that has
 * ended, is canceled or paused already stays as it is, and so does another run: the answer came late.
 */
export async function pauseBroadcast(
  context: Context,
  { tenant, broadcast: id, run }: Pick<DeliverJob, 'tenant' | 'broadcast' | 'run'>,
  problem: PauseProblem,
): Promise<void> {
  context.log('error', 'broadcast-paused', { broadcast: id, problem });
  await changeBroadcast(context, tenant, id, (broadcast) => {
    if (broadcast.run !== run || broadcast.endedAt !== undefined || isClosing(broadcast)) return undefined;
    if (broadcast.pausedAt !== undefined) return undefined;
    return { ...broadcast, pausedAt: context.now(), problem: { code: problem, detail: pauseProblems[problem] } };
  });
  await settleGate(context, tenant, id);
}

/**
 * Pauses a broadcast because somebody wants it. When this returns, nothing is sent any more but what was reserved
 * before. One that somebody has paused already stays as it is.
 * @param by who wants it
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `broadcast-ended`, `broadcast-canceling`; `pause-unconfirmed` when storage did not confirm it
 */
export async function pauseOnRequest(
  context: Context,
  tenant: string,
  id: string,
  by: string,
): Promise<StoredBroadcast | undefined> {
  return await confirmed('pause-unconfirmed', async () => {
    const problem = { code: 'paused', detail: otherProblems.paused };
    const paused = await changeBroadcast(context, tenant, id, (broadcast) => {
      const { endedAt, pausedAt = context.now(), pausedBy } = broadcast;
      if (endedAt !== undefined || isClosing(broadcast) || pausedBy !== undefined) return undefined;
      // What a failure has paused is that person's from now on: it waits for them, and what was wrong stays said.
      return { ...broadcast, pausedAt, pausedBy: by, problem: broadcast.problem ?? problem };
    });
    if (!paused) return undefined;
    if (paused.endedAt !== undefined) throw new Problem('broadcast-ended');
    if (isClosing(paused)) throw new Problem('broadcast-canceling');
    await settleGate(context, tenant, id);
    return paused;
  });
}

/**
 * Goes on with a paused broadcast, whatever it was paused for; one that is not paused stays as it is.
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `resume-unconfirmed` when storage did not confirm it: ask again
 */
export async function resumeBroadcast(
  context: Context,
  tenant: string,
  id: string,
): Promise<StoredBroadcast | undefined> {
  return await confirmed('resume-unconfirmed', async () => {
    const resumed = await changeBroadcast(context, tenant, id, (broadcast) => {
      if (broadcast.endedAt !== undefined || isClosing(broadcast) || broadcast.pausedAt === undefined) return undefined;
      const { pausedAt: _, pausedBy: __, problem: ___, ...rest } = broadcast;
      return rest;
    });
    if (!resumed || resumed.endedAt !== undefined || isClosing(resumed)) return resumed;
    await settleGate(context, tenant, id);
    await wakeChains(context, resumed, KNOWN);
    return resumed;
  });
}

/** For so long a process may send a job away by what it knows of the gate without a look (pace/gate-view.ts), ms. */
const KNOWN = 1_000;
