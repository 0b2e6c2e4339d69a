import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import { type Delivery, deliveryStates } from '../../../shared/shard/delivery.ts';
import { MAX_ATTEMPTS, MAX_CREATES } from '../../../shared/shard/retry-policy.ts';
import type { Asked } from '../cast/asked.ts';
import type { Post } from '../reach/witness.ts';
import { storageIsFair, type Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';
import { checkMessages } from './messages.ts';

/** What must be true of everybody when all is over: who was meant, what the app says, and what people received. */
export async function checkEnd(
  world: World,
  undertaking: Undertaking,
  id: string,
  asked: Asked,
  view: BroadcastView,
  listed: ReadonlyMap<string, string>,
): Promise<void> {
  const deliveries = world.shards.deliveries(id);
  checkAudience(world, undertaking, asked, view, deliveries);
  checkCounts(world, view, deliveries, listed);
  for (const [user, delivery] of deliveries) {
    checkPerson(world, undertaking, user, delivery);
    checkMessages(world, undertaking.text, id, user, delivery);
  }
  for (const user of world.users) {
    if (!deliveries.has(user) && world.witness.received(undertaking.text, user) > 0) {
      world.verdicts.blame('false-state', `${user} has ${undertaking.text} and is no recipient`);
    }
  }
}

function checkAudience(
  { verdicts }: World,
  { runs }: Undertaking,
  { must, mustNot }: Asked,
  { planned, status, run }: BroadcastView,
  deliveries: ReadonlyMap<string, Delivery>,
): void {
  // Only a cancel keeps people from being planned; and a retry of the canceled takes up those, too.
  // The retries that were taken: one that has expired is not.
  const all = run === 1 || runs[run - 1]!.states.includes('canceled');
  if (!planned && status === 'completed' && all) verdicts.blame('lost', 'It completed, and was never planned whole.');
  for (const user of must) if (planned && !deliveries.has(user)) verdicts.blame('lost', `${user} is no recipient`);
  for (const user of mustNot) if (deliveries.has(user)) verdicts.blame('false-state', `${user} is not meant`);
}

function checkCounts(
  { verdicts }: World,
  { counts }: BroadcastView,
  deliveries: ReadonlyMap<string, Delivery>,
  listed: ReadonlyMap<string, string>,
): void {
  for (const state of deliveryStates) {
    const stored = [...deliveries.values()].filter((delivery) => delivery.state === state).length;
    if (counts[state] !== stored) {
      verdicts.blame('counts-wrong', `${counts[state]} are said to be ${state}; ${stored} are`);
    }
  }
  for (const [user, { state }] of deliveries) {
    if (listed.get(user) !== state)
      verdicts.blame('counts-wrong', `${user} is ${state}, listed as ${listed.get(user)}`);
  }
  if (listed.size !== deliveries.size)
    verdicts.blame('counts-wrong', `${listed.size} of ${deliveries.size} are listed`);
}

function checkPerson(world: World, { text, onUncertain, runs }: Undertaking, user: string, delivery: Delivery): void {
  const { witness, verdicts, scenario, sends } = world;
  const posts = witness.postsTo(text, user);
  const received = witness.received(text, user);
  const doubtful = posts.filter((post) => !post.known || post.machine.hasFaltered(post.sent)).length;
  const fair = storageIsFair(scenario);
  const facts = `received ${received}, ${posts.length} posts (${doubtful} doubtful), ${JSON.stringify(delivery)}`;
  const { state } = delivery;

  // Under retry each message beyond the first must follow an attempt whose outcome was not known.
  if (onUncertain === 'retry' && received > 1 && !delivery.unknown) {
    verdicts.blame('told-twice', `${user} without a doubtful attempt: ${facts}`);
  }
  if (fair && received > 1 && doubtful < received - 1) {
    verdicts.blame('told-twice', `${user}, and each answer was known: ${facts}`);
  }
  if (state === 'delivered' || state === 'recalled' ? received === 0 : state !== 'uncertain' && received > 0) {
    verdicts.blame('false-state', `${user} is ${state}: ${facts}`);
  }
  if (state === 'pending' || state === 'sending') verdicts.blame('lost', `${user} ended as ${state}`);
  const isDue = delivery.code === 'expired' ? sends.times.mayExpire(text, delivery.at) : witness.wasAway(user);
  if (state === 'skipped' && !isDue) verdicts.blame('undeserved', `${user} is skipped: ${facts}`);
  if (state === 'failed' && !isDeserved(world, user, delivery, posts)) {
    verdicts.blame('undeserved', `${user} has failed: ${facts}`);
  }
  // An attempt that was claimed and never posted, because the machine died, leaves a doubt as well. Attempts are of one
  // run, posts of all: so they can be compared only where there is one; and a post that was answered 429 is none.
  const counted = posts.filter(({ refused }) => refused !== 429).length;
  const known = runs.length === 1 && fair && doubtful === 0 && delivery.attempts <= counted;
  if (state === 'uncertain' && (!delivery.unknown || known)) {
    verdicts.blame('undeserved', `${user} is uncertain, and each answer was known: ${facts}`);
  }
}

/** A final failure must be the recipient's own: never a 429, which is everybody's. */
function isDeserved({ witness, users }: World, user: string, { code }: Delivery, posts: readonly Post[]): boolean {
  const refusals = (status: number) => posts.filter((post) => post.refused === status).length;
  switch (code) {
    case 'app-uninstalled':
    case 'not-reachable':
    case 'blocked-by-user':
      return witness.wasAway(user) || !users.includes(user);
    case 'conversation-not-found':
      return refusals(404) >= 2;
    case 'teams-busy':
      // A chat that was not found has used up an attempt.
      return (
        (refusals(412) > 0 && refusals(412) + refusals(404) >= MAX_ATTEMPTS) ||
        (witness.createsFailed.get(user) ?? 0) >= MAX_CREATES
      );
    default:
      return false;
  }
}
