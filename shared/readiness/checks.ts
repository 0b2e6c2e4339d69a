import type { CheckCode, CheckName } from '../api/views/readiness.ts';
import type { Context } from '../context.ts';
import { GATE_ROW } from '../pace/gate-row.ts';
import { watcherRanAt } from '../records/watcher-row.ts';
import { TokenRefused } from '../teams/token-cache.ts';
import { mayRemove, mayWrite, seldom } from './rights.ts';

/** One thing without which nothing can be sent. */
export interface Check {
  readonly name: CheckName;
  /** Rejects when it is not well. */
  look(): Promise<unknown>;
  /** What its failure is called. */
  readonly codeOf: (error: unknown) => CheckCode;
}

const storage = (): CheckCode => 'storage-unavailable';

/** What is looked at, and when the watcher ran, as the last look has found it (ms since 1970). */
export interface Checks {
  readonly all: readonly Check[];
  watcherRan(): number | undefined;
}

/**
 * What /api/ready looks at: that the tables can be read and written, the gate of a tenant as well, that jobs can be seen on the queue
 * of those who send and taken off all queues, and the bot's token. It changes nothing. Reading is three requests each time; the
 * rights to write (rights.ts) are eight more, once in five minutes.
 * @param tenants whose gates are looked at; none is known in local mode
 * @param signIn gets the bot's token, from memory as long as it is good
 */
export function checksOf(
  context: Pick<Context, 'tables' | 'queues' | 'clock'>,
  tenants: readonly string[],
  signIn: () => Promise<unknown>,
): Checks {
  const { tables, queues, clock } = context;
  const tenant = tenants[0] ?? 'nobody';
  let ran: number | undefined;
  const written = [tables.conversations, tables.broadcasts, tables.deliveries];
  const tableRights = seldom(clock, () => Promise.all(written.map((table) => mayWrite(table, tenant))));
  const gateRights = seldom(clock, () => mayWrite(tables.gates, tenant));
  const queueRights = seldom(clock, () => Promise.all(Object.values(queues).map(mayRemove)));
  const readTables = async () => {
    ran = undefined;
    ran = await watcherRanAt(context);
  };
  const all: readonly Check[] = [
    { name: 'tables', look: () => Promise.all([readTables(), tableRights()]), codeOf: storage },
    {
      name: 'gate',
      look: () => Promise.all([tables.gates.read(tenant, GATE_ROW, ['v']), gateRights()]),
      codeOf: storage,
    },
    { name: 'queue', look: () => Promise.all([queues.deliver.oldest(), queueRights()]), codeOf: storage },
    {
      name: 'token',
      look: signIn,
      codeOf: (error) => (error instanceof TokenRefused ? 'credential-refused' : 'token-not-had'),
    },
  ];
  return { all, watcherRan: () => ran };
}
