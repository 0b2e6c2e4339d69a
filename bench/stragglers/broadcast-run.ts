import { memoryTable } from '../../local/memory/memory-table.ts';
import { Machine } from '../../local/simulation/machine.ts';
import { chanceOf } from '../../local/simulation/random.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { TENANTS, tenantRow, userKey } from '../../shared/audience/conversation.ts';
import type { Context } from '../../shared/context.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { onePaceEach } from '../../shared/pace/paces.ts';
import { timing } from '../../shared/pace/timing.ts';
import { readBroadcast } from '../../shared/records/store.ts';
import type { StateCounts } from '../../shared/shard/delivery.ts';
import { SHARD_SIZE } from '../../shared/shard/shard.ts';
import { appendOnly } from '../../shared/storage/append-only.ts';
import { TENANT, userOf } from '../pace/register.ts';
import { countedStorage } from './counted-storage.ts';
import { hangingTeams } from './hanging-teams.ts';
import { smallHost } from './small-host.ts';

export interface Run {
  /** When each message was posted, ms, in order. */
  readonly postedAt: readonly number[];
  /** Requests to storage from the creation to the end, empty polls included. */
  readonly operations: number;
  /** Messages put on the queue of shards to be sent. */
  readonly jobs: number;
  /** From the creation to the end, ms. */
  readonly took: number;
  readonly counts: StateCounts;
}

const SERVICE_URL = 'https://teams.example/';
/** Far longer than any run takes, ms of virtual time. */
const TOO_LONG = 24 * 3_600_000;

/**
 * Sends one broadcast to everybody under virtual time, with the product's own core.
 * @param rate requests a second
 * @param hanging share of the posts that hang until they are given up, 0 to 1
 */
export async function runBroadcast(recipients: number, rate: number, hanging: number, seed: number): Promise<Run> {
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const machine = new Machine('the app', time, chanceOf(seed), 0);
  const storage = countedStorage(machine);
  const teams = hangingTeams(machine, hanging);
  const context: Context = {
    clock: machine.clock,
    now: () => machine.clock.now(),
    random: machine.chance,
    ...storage,
    audit: appendOnly(memoryTable(() => machine.clock.now())),
    teams,
    pace: onePaceEach(() => context),
    timing,
    shardSize: SHARD_SIZE,
    rate,
    log: () => {},
    stopping: machine.stopping.signal,
  };
  const failures: unknown[] = [];
  const fail = (error: unknown) => failures.push(error);
  let outcome: Run | undefined;

  const send = async (): Promise<void> => {
    await everybodyIsKnown(context, recipients);
    smallHost(machine, context, fail);
    const [began, before] = [time.now, storage.operations];
    const id = await createBroadcast(context, everyone);
    for (;;) {
      await machine.clock.sleep(1_000);
      const looks = storage.operations;
      const broadcast = await readBroadcast(context, TENANT, id);
      looked += storage.operations - looks;
      if (!broadcast?.end) continue;
      const { counts } = broadcast.end;
      const operations = storage.operations - before - looked;
      outcome = { postedAt: teams.postedAt, operations, jobs: storage.jobs, took: broadcast.endedAt! - began, counts };
      return;
    }
  };
  let looked = 0;
  send().catch(fail);
  await time.run(time.now + TOO_LONG, () => outcome !== undefined || failures.length > 0);
  if (failures.length > 0) throw failures[0];
  if (!outcome) throw new Error('The broadcast has not ended in a day.');
  return outcome;
}

const everyone = {
  request: {
    message: { text: 'Hello', textFormat: 'plain' },
    audience: { include: [{ type: 'everyone' }], exclude: [] },
    onUncertain: 'hold',
  },
  tenant: TENANT,
  caller: 'bench',
  createdBy: 'bench',
} as const;

async function everybodyIsKnown({ tables }: Context, recipients: number): Promise<void> {
  const known = { v: 1, serviceUrl: SERVICE_URL, serviceUrlAt: 0, seenAt: 0 };
  await tables.conversations.write(TENANTS, [{ do: 'put', key: tenantRow(TENANT), values: known }]);
  const users = Array.from({ length: recipients }, (_, i) => userOf(i));
  await Promise.all(
    users.map((user, i) => {
      const values = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: `a:${i}` };
      return tables.conversations.write(TENANT, [{ do: 'put', key: userKey(user), values }]);
    }),
  );
}
