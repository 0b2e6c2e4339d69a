import { userKey } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import type { Pace } from '../pace/pace.ts';
import type { Token } from '../pace/turns.ts';
import type { Delivery } from '../shard/delivery.ts';
import { judge, MAX_CREATES, type PauseProblem, type Verdict } from '../shard/retry-policy.ts';
import type { Shard } from '../shard/shard.ts';
import { failed } from '../shard/wave.ts';
import type { Itinerary } from './itinerary.ts';
import { tellPace, thrown, whenAgain } from './post-wave.ts';
import { serviceUrlOf } from './service-url.ts';

/** What came of it. */
export interface Opened {
  /** Those who can't be reached, or must wait, by position. */
  readonly changed: ReadonlyMap<number, Delivery>;
  readonly problem?: PauseProblem;
}

/**
 * Creates the conversations of recipients who have none, one token each, and keeps their ids where the next broadcast
 * finds them. Nobody is told anything by it, so no claim is needed: done twice it gives the same conversation.
 */
export async function openConversations(
  context: Context,
  pace: Pace,
  tenant: string,
  shard: Shard,
  itinerary: Itinerary,
  positions: readonly number[],
  tokens: readonly Token[],
): Promise<Opened> {
  const serviceUrl = await serviceUrlOf(context, tenant);
  const changed = new Map<number, Delivery>();
  const created: { user: string; conversation: string }[] = [];
  const astray: number[] = [];
  let problem: PauseProblem | undefined;
  await Promise.all(
    tokens.map(async (token, i) => {
      const position = positions[i]!;
      const user = itinerary.recipients[position]!.id;
      const delivery = shard.deliveries[position]!;
      if (serviceUrl === undefined) {
        changed.set(position, failed(delivery, 'not-reachable', context.now()));
        return;
      }
      if (!(await pace.slot(token, Number.POSITIVE_INFINITY))) return;
      const answer = await context.teams
        .createConversation({ serviceUrl, tenant, user })
        .catch((error: unknown) => thrown(context, error));
      const verdict = judge(answer, 'create');
      tellPace(pace, token, answer, verdict);
      if (verdict.do === 'pause') problem = verdict.problem;
      if (verdict.do === 'delivered' && verdict.activity !== undefined) {
        itinerary.opened(position, verdict.activity);
        created.push({ user, conversation: verdict.activity });
      } else if (verdict.do === 'readdress') {
        astray.push(position);
      } else {
        const next = notOpened(context, delivery, verdict);
        if (next !== delivery) changed.set(position, next);
      }
    }),
  );
  // The wrong region: to be asked again where the tenant has been heard from since, if that is elsewhere.
  if (astray.length > 0 && (await serviceUrlOf(context, tenant, true)) === serviceUrl) {
    for (const position of astray) {
      changed.set(position, failed(shard.deliveries[position]!, 'wrong-region', context.now()));
    }
  }
  await keep(context, tenant, serviceUrl, created);
  return { changed, ...(problem && { problem }) };
}

function notOpened(context: Context, delivery: Delivery, verdict: Verdict): Delivery {
  const now = context.now();
  const code = delivery.healed ? 'app-uninstalled' : 'not-reachable';
  if (verdict.do === 'fail') return failed(delivery, verdict.code === 'not-reachable' ? code : verdict.code, now);
  if (verdict.do === 'pause') return delivery;
  const free = verdict.do === 'throttled' || (verdict.do === 'again' && verdict.free);
  const creates = (delivery.creates ?? 0) + (free ? 0 : 1);
  if (creates >= MAX_CREATES) return failed(delivery, 'teams-busy', now);
  const notBefore = whenAgain(context, verdict, creates) || now + 1_000;
  return { ...delivery, at: now, creates, notBefore, code: free ? 'throttled' : 'waiting-to-retry' };
}

/** A transaction holds at most 100 rows; waves are smaller, a fast tenant's may not be. */
const ROWS = 100;

async function keep(
  context: Context,
  tenant: string,
  serviceUrl: string | undefined,
  created: readonly { user: string; conversation: string }[],
): Promise<void> {
  for (let i = 0; i < created.length; i += ROWS) {
    const [first, ...others] = created.slice(i, i + ROWS).map(({ user, conversation }) => ({
      do: 'merge' as const,
      key: userKey(user),
      values: { v: 1, state: 'active', stateAt: context.now(), conversation, serviceUrl },
    }));
    // Not kept, the chat is looked up again by the next broadcast: worth a line, not a failure.
    const answer = first && (await context.tables.conversations.write(tenant, [first, ...others]));
    if (answer?.outcome !== 'applied') context.log('warn', 'conversations-not-kept', { tenant, rows: created.length });
  }
}
