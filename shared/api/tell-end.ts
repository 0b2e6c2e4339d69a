import type { Context } from '../context.ts';
import { changeTelling, claimTelling, isOpen } from '../lifecycle/claim-telling.ts';
import { putTellJob } from '../lifecycle/telling.ts';
import type { TellJob } from '../records/jobs.ts';
import type { Attempt, Telling } from '../records/telling-row.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { type Verdict, verdictOf } from '../webhook/policy.ts';
import type { CallAnswer } from '../webhook/webhooks.ts';
import { viewOf } from './view.ts';
import { webhookId } from './webhook-id.ts';

/** Where all places are taken, or this process ends, another look comes after this, ms. */
const LATER = 5_000;

/**
 * Tells the webhook of a broadcast that a run has ended, if that is due. What came of it is written down, and when it is
 * tried again. Seeing the job twice, late or never does no harm.
 * @throws {StorageUnavailable} the queue brings the job again
 */
export async function tellEnd(context: Context, { tenant, broadcast: id, run }: TellJob): Promise<void> {
  const place = { tenant, id, run };
  const { webhooks } = context;
  if (context.stopping.aborted || (webhooks && !webhooks.places.take())) return await putTellJob(context, place, LATER);
  try {
    const claimed = await claimTelling(context, place);
    const began = claimed?.attempts.at(-1);
    if (!claimed || !began) return;
    const from = context.clock.monotonic();
    const answer = await call(context, claimed);
    const ms = Math.round(context.clock.monotonic() - from);
    const verdict = verdictOf(answer, claimed.made, context.random());
    await record(context, claimed, began, { ...said(answer), ms }, verdict);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    // The job has nobody to tell it better: it ends, and the watcher comes again until the row can be read.
    context.log('error', 'row-damaged', error.fields);
  } finally {
    webhooks?.places.giveBack();
  }
}

async function call({ webhooks, timing, now }: Context, { ended }: Telling): Promise<CallAnswer> {
  const url = ended.webhook!;
  // The settings may have changed since it was asked for.
  if (!webhooks || webhooks.refusal(url) !== undefined) return { kind: 'unanswered', error: 'host-not-allowed' };
  const data = viewOf({ kind: 'ended', broadcast: { ...ended, etag: '' } }, now(), timing);
  const timestamp = new Date(ended.endedAt!).toISOString();
  const body = JSON.stringify({ type: 'broadcast.ended', timestamp, data });
  return await webhooks.call({ url, headers: webhooks.headers(webhookId(ended), now(), body), body });
}

function said(answer: CallAnswer): Pick<Attempt, 'status' | 'error'> {
  return answer.kind === 'answered' ? { status: answer.status } : { error: answer.error };
}

/**
 * Writes down what came of an attempt. After another was begun (this process stood still) it stays `interrupted`: that
 * one decides.
 */
async function record(
  context: Context,
  { ended }: Telling,
  began: Attempt,
  outcome: Omit<Attempt, 'at'>,
  verdict: Verdict,
): Promise<void> {
  const recorded = await changeTelling(context, ended, ({ etag: _, nextAt: __, ...telling }) => {
    const last = telling.attempts.at(-1);
    if (!last || last.at !== began.at || !isOpen(last)) return undefined;
    const attempts = [...telling.attempts.slice(0, -1), { ...last, ...outcome }];
    if (typeof verdict === 'string') return { ...telling, attempts, state: verdict };
    return { ...telling, attempts, nextAt: context.now() + Math.round(verdict.wait) };
  });
  if (!recorded) return;
  const { id, run } = ended;
  const { state, nextAt } = recorded;
  context.log(state === 'failed' ? 'error' : 'info', 'webhook-called', { broadcast: id, run, state, ...outcome });
  if (nextAt !== undefined) await putTellJob(context, ended, nextAt - context.now());
}
