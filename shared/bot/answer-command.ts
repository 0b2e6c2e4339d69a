import type { Context } from '../context.ts';
import { tellPace, thrown } from '../delivery/post-wave.ts';
import type { Pace } from '../pace/pace.ts';
import type { Share, Token } from '../pace/turns.ts';
import { judge } from '../shard/retry-policy.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { commandIn, languageOf } from './commands.ts';
import type { InboundActivity } from './inbound-activity.ts';

/**
 * Answers who writes a command in the chat with the bot.
 * @param since when the activity came in (monotonic, ms)
 */
export type AnswerCommand = (activity: InboundActivity, since: number) => Promise<void>;

/** Answers a second of one tenant, over all instances: whoever writes in circles takes no more from broadcasts. */
const RATE = 1;
/** So many wait for their turn in a process; the next one is not answered. */
const WAITING = 3;
/**
 * For the turn, and for Teams to take the answer, ms, beside a second for the bot's token. Teams waits 15 s for us, and sends
 * an activity again after that: it would be answered twice. So where storage has taken longer than what is left of that, it
 * is not answered at all.
 */
const TURN = 5_000;
const POST = 4_000;
const LATEST = 4_000;

/**
 * An answer passes the gate like any other request, so a stopped tenant gets none, and the pace stays what it is. It is
 * worth one try: who gets none writes again, and what they wrote has said that they can be reached.
 */
export function openAnswers(context: Context): AnswerCommand {
  const waiting = new Map<string, number>();

  return async (activity, since) => {
    const { type, scope, text, tenant, serviceUrl, conversation } = activity;
    const command = type === 'message' && scope === 'personal' ? commandIn(text ?? '') : undefined;
    if (!command || tenant === undefined || serviceUrl === undefined || conversation === undefined) return;
    const late = context.clock.monotonic() - since > LATEST;
    if (late) return context.log('info', 'command-not-answered', { tenant, why: 'late' });
    const before = waiting.get(tenant) ?? 0;
    if (before >= WAITING) return context.log('info', 'command-not-answered', { tenant, why: 'busy' });
    waiting.set(tenant, before + 1);
    try {
      const answer = command.answers[languageOf(activity.locale)];
      const why = await send(context, tenant, { serviceUrl, conversation }, answer);
      if (why !== undefined) context.log('info', 'command-not-answered', { tenant, why });
    } finally {
      waiting.set(tenant, waiting.get(tenant)! - 1);
    }
  };
}

/** @returns why it was not sent */
async function send(
  context: Context,
  tenant: string,
  to: { readonly serviceUrl: string; readonly conversation: string },
  text: string,
): Promise<string | undefined> {
  const { clock, teams } = context;
  const pace = context.pace(tenant);
  const deadline = clock.monotonic() + TURN;
  // A slot that a busy process has missed is void: then the next one.
  for (;;) {
    const turn = await turnOf(context, pace, deadline);
    if (typeof turn === 'string') return turn;
    if (!(await pace.slot(turn, deadline))) continue;
    const message = { type: 'message', text, textFormat: 'markdown' } as const;
    const answer = await teams
      .send(to, message, AbortSignal.timeout(POST))
      .catch((error: unknown) => thrown(context, error));
    const verdict = judge(answer, 'send');
    tellPace(pace, turn, answer, verdict);
    return verdict.do === 'delivered' ? undefined : answer.kind;
  }
}

/** A token, or why there is none before the deadline (monotonic, ms). */
async function turnOf(context: Context, pace: Pace, deadline: number): Promise<Token | string> {
  const { clock } = context;
  const share: Share = {
    // No broadcast has this id; to the gate it is one with a rate of its own.
    ...{ broadcast: 'answers', run: 1, demand: { urgent: false, limited: { broadcast: 'answers', maxRate: RATE } } },
    ...{ begun: false, inHand: 0, open: 0, answered: 0, press: () => {} },
  };
  const settled = new AbortController();
  try {
    const grant = await Promise.race([
      pace.take(share, 1),
      clock.sleep(deadline - clock.monotonic(), settled.signal).then(() => ({ kind: 'busy' }) as const),
    ]);
    return grant.kind === 'tokens' ? grant.tokens[0]! : grant.kind;
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    return error.message;
  } finally {
    settled.abort();
  }
}
