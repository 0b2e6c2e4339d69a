import assert from 'node:assert/strict';
import type { Received } from '../../local/teams/ledger.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { DeliveryState } from '../../shared/shard/delivery.ts';
import type { Api } from './api.ts';
import { checkCounts } from './check-counts.ts';
import type { TestOrg } from './org.ts';

/** One recipient: how the app says it stands, and how many messages of the broadcast Teams has for it. */
export interface Reconciled extends DeliveryView {
  readonly id: string;
  readonly messages: number;
}

/** What holds of everybody in a state, under `hold`: how many messages they have. */
const messagesFor: Readonly<Record<DeliveryState, readonly number[]>> = {
  pending: [0],
  sending: [0, 1],
  delivered: [1],
  failed: [0],
  skipped: [0],
  uncertain: [0, 1],
  canceled: [0],
  recalled: [0],
};

/**
 * Holds what the app says of an ended broadcast against what Teams has: everybody is in exactly one state, and has as
 * many messages, in the newest version, as the state promises; nobody else has any, and no channel or group chat. Under `retry`, one who was
 * tried more than once may have a message for each try.
 * @param expected who is meant, if it is not everybody in the org
 */
export async function reconcile(
  api: Api,
  { teams, ids }: TestOrg,
  broadcast: string,
  expected: readonly string[] = ids,
): Promise<readonly Reconciled[]> {
  const view = await api.get(broadcast);
  const { body: message } = await api.call('GET', `/api/broadcasts/${broadcast}/message`);
  const got = new Map<string, number>();
  for (const [place, entries] of teams.ledger.entries()) {
    const read = entries.filter(({ deletedAt }) => deletedAt === undefined).map(textOf);
    const messages = read.filter((text) => text === message['text']).length;
    if (messages > 0) got.set(typeof place === 'number' ? ids[place]! : place, messages);
  }
  const people = (await api.deliveries(broadcast)).map((delivery): Reconciled => {
    const { id } = delivery.recipient;
    const messages = got.get(id) ?? 0;
    got.delete(id);
    return { ...delivery, id, messages };
  });
  assert.deepEqual([...got], [], 'somebody who is not meant has the message');
  assert.deepEqual(
    people.map(({ id }) => id),
    expected.toSorted(),
  );
  for (const { id, state, attempts, messages } of people) {
    const repeated = view.onUncertain === 'retry' && attempts > 1 && messages > 0 && messages <= attempts;
    const asPromised = messagesFor[state].includes(messages) || (repeated && /delivered|uncertain/.test(state));
    assert.ok(asPromised, `${id} is ${state} after ${attempts} attempts, and has ${messages} messages`);
  }
  checkCounts(view);
  for (const [state, count] of Object.entries(view.counts)) {
    if (state !== 'audience') assert.equal(inState(people, state).length, count, `the counts are wrong about ${state}`);
  }
  return people;
}

/** What a message says by now. */
const textOf = ({ activity, updates }: Received): string | undefined => (updates.at(-1)?.activity ?? activity).text;

/** Those in a state. */
export function inState(people: readonly Reconciled[], state: string): readonly Reconciled[] {
  return people.filter((person) => person.state === state);
}
