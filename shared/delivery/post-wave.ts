import type { Context } from '../context.ts';
import type { Pace } from '../pace/pace.ts';
import type { Token } from '../pace/turns.ts';
import { backoff, isSilence, judge, type Verdict } from '../shard/retry-policy.ts';
import type { Outcome } from '../shard/wave.ts';
import type { OutgoingActivity, TeamsAnswer } from '../teams/teams.ts';

/** One request of a wave: who (by position in the shard), where to, and the token that allows it. */
export interface Posting {
  readonly position: number;
  readonly conversation: string;
  /** Attempts made before this one. */
  readonly attempts: number;
  readonly token: Token;
}

/**
 * Posts a claimed wave, each message at its token's slot.
 * @param began when the claim was sent off (monotonic, ms): long after it nothing is posted, for by then somebody else
 *   may take the wave for dead
 * @returns what becomes of each, by position
 */
export function postWave(
  context: Context,
  pace: Pace,
  postings: readonly Posting[],
  activity: OutgoingActivity,
  serviceUrl: string,
  began: number,
): ReadonlyMap<number, Promise<Outcome>> {
  const deadline = began + context.timing.claimLife;
  const post = async ({ conversation, attempts, token }: Posting): Promise<Outcome> => {
    if (!(await pace.slot(token, deadline))) return { kind: 'not-begun' };
    const answer = await context.teams
      .send({ serviceUrl, conversation }, activity)
      .catch((error: unknown) => thrown(context, error));
    const verdict = judge(answer, 'send');
    tellPace(pace, token, answer, verdict);
    return { kind: 'answered', verdict, notBefore: whenAgain(context, verdict, attempts + 1) };
  };
  return new Map(postings.map((posting) => [posting.position, post(posting)]));
}

/** A request that threw was perhaps sent; the answers to the others of its wave must not be lost with it. */
export function thrown(context: Context, error: unknown): TeamsAnswer {
  context.log('error', 'request-threw', { error: String(error) });
  return { kind: 'unanswered', cause: 'exception' };
}

/** What one answer means for everybody: throttled, out, or well. */
export function tellPace(pace: Pace, token: Token, answer: TeamsAnswer, verdict: Verdict): void {
  if (verdict.do === 'throttled') pace.throttled(token, verdict.after);
  else if (isSilence(answer)) pace.unanswered(token);
  else pace.answered(token);
}

/** When a recipient is due again by a verdict (service clock, ms); 0: at once. */
export function whenAgain(context: Context, verdict: Verdict, tries: number): number {
  const { timing } = context;
  switch (verdict.do) {
    case 'throttled':
      return context.now() + Math.min(verdict.after ?? timing.throttlePause, timing.throttlePauseMax);
    case 'again':
      return context.now() + Math.min(verdict.after ?? backoff(tries, context.random()), timing.throttlePauseMax);
    case 'unknown':
      return context.now() + backoff(tries, context.random());
    default:
      return 0;
  }
}
