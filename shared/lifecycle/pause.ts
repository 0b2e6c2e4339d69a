import type { Context } from '../context.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { StoredBroadcast } from '../records/broadcast-row.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { changeBroadcast } from '../records/store.ts';
import type { PauseProblem } from '../shard/retry-policy.ts';
import { wakeChains } from './revive.ts';

/** What is wrong for everyone, in words an operator can act on. */
export const pauseProblems: Readonly<Record<PauseProblem, string>> = {
  'bot-not-registered':
    'Teams does not know this bot (401 BotNotRegistered). Check MicrosoftAppId and the Teams channel of the Azure Bot, then resume.',
  'bot-disabled-by-admin':
    'A Teams administrator has disabled the app for this tenant. Have it allowed in the Teams admin centre, then resume.',
  'credential-refused':
    'Teams refused the credential of the bot (401). Check the identity or secret of the bot, then resume.',
};

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
    if (broadcast.run !== run || broadcast.endedAt !== undefined || broadcast.canceledAt !== undefined)
      return undefined;
    if (broadcast.pausedAt !== undefined) return undefined;
    return { ...broadcast, pausedAt: context.now(), problem: { code: problem, detail: pauseProblems[problem] } };
  });
  await settleGate(context, tenant, id);
}

/** Goes on with a paused broadcast; one that is not paused stays as it is. */
export async function resumeBroadcast(
  context: Context,
  tenant: string,
  id: string,
): Promise<StoredBroadcast | undefined> {
  const resumed = await changeBroadcast(context, tenant, id, (broadcast) => {
    if (broadcast.endedAt !== undefined || broadcast.pausedAt === undefined) return undefined;
    const { pausedAt: _, problem: __, ...rest } = broadcast;
    return rest;
  });
  if (!resumed) return undefined;
  await settleGate(context, tenant, id);
  await wakeChains(context, resumed);
  return resumed;
}
