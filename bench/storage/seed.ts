/** People on record without their ever having written: rows of `Conversations`, as their installs would leave them. */

import { createIds } from '../../local/teams/org/ids.ts';
import { encodeConversation, TENANTS, tenantRow, userKey } from '../../shared/audience/conversation.ts';
import type { Change, Table } from '../../shared/storage/table.ts';

/** Who to put on record. */
export interface Person {
  readonly aadObjectId: string;
  readonly conversation: string;
  /** The `29:` id. */
  readonly user: string;
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
}

/** Somebody after somebody, with ids as Teams gives them. */
export function* people(count: number): Generator<Person> {
  const ids = createIds(1, '28:bench');
  const facts = { locale: 'en-GB', timeZone: 'Europe/London' };
  for (let i = 0; i < count; i++) {
    const [aadObjectId, user, conversation] = [ids.aadObjectId(i), ids.userId(i), ids.conversationId(i, 0)];
    yield { aadObjectId, user, conversation, name: `Person ${i}`, ...facts };
  }
}

/** A transaction's limit. */
const ROWS = 100;
/** Transactions at a time; the emulator takes about a hundred a second however many. */
const AT_ONCE = 4;

/** Fills the table `Conversations`, and registers the tenant's address. */
export async function seedConversations(
  table: Table,
  tenant: string,
  serviceUrl: string,
  people: Iterable<Person>,
  progress: (done: number) => void = () => {},
): Promise<void> {
  const at = Date.now() - 86_400_000;
  await write(table, TENANTS, [
    { do: 'put', key: tenantRow(tenant), values: { v: 1, serviceUrl, serviceUrlAt: at, seenAt: at } },
  ]);
  const source = people[Symbol.iterator]();
  let done = 0;
  const worker = async () => {
    for (;;) {
      const rows: Change[] = [];
      while (rows.length < ROWS) {
        const next = source.next();
        if (next.done) break;
        rows.push(rowOf(next.value, serviceUrl, at));
      }
      const [first, ...others] = rows;
      if (!first) return;
      await write(table, tenant, [first, ...others]);
      done += rows.length;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function rowOf({ aadObjectId, ...facts }: Person, serviceUrl: string, at: number): Change {
  const conversation = { ...facts, serviceUrl, state: 'active', stateAt: at, at, olderFacts: {} } as const;
  return { do: 'put', key: userKey(aadObjectId), values: encodeConversation(conversation) };
}

async function write(table: Table, partition: string, changes: readonly [Change, ...Change[]]): Promise<void> {
  const answer = await table.write(partition, changes);
  if (answer.outcome !== 'applied') throw new Error(`The storage emulator did not take the people: ${answer.outcome}.`);
}
