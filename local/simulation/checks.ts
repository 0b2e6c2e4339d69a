import type { BroadcastView } from '../../shared/api/service.ts';
import { timing } from '../../shared/pace/timing.ts';
import { decodeRecipients } from '../../shared/shard/recipients.ts';
import { MAX_ATTEMPTS, MAX_CREATES } from '../../shared/shard/retry-policy.ts';
import { allShards, type Delivery, decodeShard, deliveryStates, recipientsRow } from '../../shared/shard/shard.ts';
import type { OnUncertain } from '../../shared/shard/wave.ts';
import type { Storage } from './simulated-app.ts';
import type { People } from './simulated-people.ts';

/** What every look at a broadcast must show: counts that add up, and an end that stays one. */
export function checkPoll(view: BroadcastView, before: BroadcastView | undefined, audience: number): string[] {
  const broken: string[] = [];
  const { counts } = view;
  const sum = deliveryStates.reduce((total, state) => total + counts[state], 0);
  if (sum !== counts.audience) broken.push(`The counts do not add up: ${JSON.stringify(counts)}`);
  if (view.planned && counts.audience !== audience)
    broken.push(`${counts.audience} of ${audience} recipients are counted.`);
  if (before?.endedAt && !view.endedAt) broken.push('It had ended, and has not.');
  if (view.endedAt && counts.pending + counts.sending > 0)
    broken.push(`It ended with work left: ${JSON.stringify(counts)}`);
  if (view.status === 'completed' && !view.planned) broken.push('It completed without having been planned.');
  return broken;
}

/** What the end is held against. */
export interface EndOfRun {
  readonly storage: Storage;
  readonly people: People;
  readonly broadcast: string;
  /** Who was known to be unreachable before. */
  readonly skipped: ReadonlySet<string>;
  readonly onUncertain: OnUncertain;
  /** Storage never failed: then only Teams and machines can leave a doubt. */
  readonly storageWasFair: boolean;
  /** What the API says last. */
  readonly view: BroadcastView;
}

/** What must be true of everybody when all is over: state against what was received. */
export async function checkEnd(end: EndOfRun): Promise<string[]> {
  const { storage, people, broadcast, skipped, onUncertain, storageWasFair, view } = end;
  const broken: string[] = [];
  const deliveries = await finalDeliveries(storage, broadcast);
  for (const state of deliveryStates) {
    const stored = [...deliveries.values()].filter((delivery) => delivery.state === state).length;
    if (view.counts[state] !== stored) broken.push(`${view.counts[state]} are said to be ${state}; ${stored} are.`);
  }
  for (const user of people.ids) {
    const received = people.received(user);
    const delivery = deliveries.get(user);
    const posts = people.posts.filter((post) => post.user === user);
    const doubtful = posts.filter((post) => !post.known || post.machine.hasFaltered(post.sent)).length;
    const refusals = (status: number) => posts.filter((post) => post.refused === status).length;
    const complain = (what: string) =>
      broken.push(
        `${user} ${what}; received ${received}, ${posts.length} posts (${doubtful} doubtful), ${JSON.stringify(delivery)}`,
      );
    if (onUncertain === 'hold' && received > 1) complain('was told twice under hold');
    // Under retry each message beyond the first must follow an attempt whose outcome was not known.
    if (onUncertain === 'retry' && received > 1 && !delivery?.unknown)
      complain('was told twice without a doubtful attempt');
    if (storageWasFair && received > 1 && doubtful < received - 1)
      complain('was told twice, and each answer was known');
    if (!delivery) {
      if (received > 0) complain('received it without being planned');
      continue;
    }
    switch (delivery.state) {
      case 'delivered':
        if (received === 0) complain('is delivered without having it');
        break;
      case 'failed':
      case 'canceled':
      case 'skipped':
        if (received > 0) complain(`is ${delivery.state} and has it`);
        if (delivery.state === 'skipped' && !skipped.has(user)) complain('is skipped for no reason');
        if (
          delivery.state === 'failed' &&
          !isDeserved(delivery, people.hasInstalled(user), refusals, people.createsFailed.get(user) ?? 0)
        ) {
          complain('is failed for no reason of their own');
        }
        break;
      case 'uncertain':
        if (delivery.attempts === 0) complain('is uncertain without an attempt');
        // An attempt that was claimed and never posted, because the machine died, leaves a doubt as well; a post that was
        // answered 429 is no attempt.
        if (storageWasFair && doubtful === 0 && delivery.attempts <= posts.length - refusals(429))
          complain('is uncertain, and each answer was known');
        break;
      default:
        complain(`ended as ${delivery.state}`);
    }
  }
  return broken;
}

/** A final failure must be the recipient's own: never a 429, which is everybody's. */
function isDeserved(
  { code }: Delivery,
  installed: boolean,
  refusals: (status: number) => number,
  createsFailed: number,
): boolean {
  switch (code) {
    case 'app-uninstalled':
    case 'not-reachable':
      return !installed;
    case 'conversation-not-found':
      return refusals(404) >= 2;
    case 'teams-busy':
      return refusals(412) >= MAX_ATTEMPTS || createsFailed >= MAX_CREATES;
    default:
      return false;
  }
}

async function finalDeliveries(storage: Storage, broadcast: string): Promise<ReadonlyMap<string, Delivery>> {
  const found = new Map<string, Delivery>();
  const { rows } = await storage.tables.deliveries.range(broadcast, allShards);
  for (const row of rows) {
    const shard = decodeShard(row);
    const recipients = await storage.tables.deliveries.read(broadcast, recipientsRow(shard.key));
    for (const [i, { id }] of decodeRecipients(recipients!).entries()) found.set(id, shard.deliveries[i]!);
  }
  return found;
}

/** What must be true of what was sent, when. */
export function checkSends(people: People, canceledAt: number | undefined, rate: number): string[] {
  const broken: string[] = [];
  if (canceledAt !== undefined) {
    const late = people.posts.filter(({ sent, machine }) => {
      const { from, until } = machine.lastFreeze;
      const frozen = from <= sent && from > 0 && until >= canceledAt;
      return sent > canceledAt + timing.tokenLife && !frozen;
    });
    if (late.length > 0) broken.push(`${late.length} were sent more than 3 s after the cancel was answered.`);
    const after = people.posts.filter(({ sent }) => sent > canceledAt).length;
    if (after > 2 * rate + 2) broken.push(`${after} were sent after the cancel was answered, at ${rate} a second.`);
  }
  // Over ten seconds the clocks' differences and the slots missed hardly matter: the budget does.
  const span = 10_000;
  const { requests } = people;
  for (let i = 0, first = 0; i < requests.length; i++) {
    while (requests[i]! - requests[first]! >= span) first++;
    const most = (rate * (span + timing.tokenLife)) / 1000 + 1;
    if (i - first + 1 > most) {
      broken.push(`${i - first + 1} requests in ten seconds, at ${rate} a second.`);
      break;
    }
  }
  return broken;
}
