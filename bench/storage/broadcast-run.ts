/** One broadcast to everybody at Teams' own pace, as an installation would send it, with its storage traffic counted. */
import { startAzurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/clock.ts';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { decodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { readSettings } from '../../shared/settings.ts';
import type { StateCounts } from '../../shared/shard/delivery.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import type { Table } from '../../shared/storage/table.ts';
import { postBroadcast, startApp } from '../processes/app.ts';
import { linesOf, startTeams } from '../processes/simulated-teams.ts';
import type { StorageOperation } from './classify.ts';
import { openCountingProxy } from './counting-proxy.ts';
import { type Person, seedConversations } from './seed.ts';

export interface BroadcastRun {
  readonly recipients: number;
  readonly counts: StateCounts;
  /** From the request that created the broadcast to its end. */
  readonly operations: readonly StorageOperation[];
  /** Of the app's process in that time. */
  readonly cpuMicros: number;
  /** When each message was accepted, ms, in order. */
  readonly acceptedAt: readonly number[];
  /** Requests the simulated Teams refused with 429. */
  readonly throttled: number;
  /** The most requests that arrived in any second. */
  readonly peakPerSecond: number;
}

interface LedgerLine {
  readonly messages: readonly { readonly at: number }[];
}
interface UserLine extends Omit<Person, 'user' | 'conversation' | 'timeZone'> {
  readonly id: string;
  readonly conversationId: string;
  readonly timezone: string;
}

/**
 * Starts storage, a simulated Teams with Teams' own limits and 300–1,500 ms latency, and the app, and sends.
 * @param env further settings of the app
 * @param progress told about every ten seconds
 * @param teamsArgs further arguments of the simulated Teams
 */
export async function runBroadcast(
  recipients: number,
  env: Record<string, string>,
  progress: (text: string) => void,
  teamsArgs: readonly string[] = [],
): Promise<BroadcastRun> {
  await using stack = new AsyncDisposableStack();
  const started = <T>(value: T, stop: (value: T) => Promise<void>): T => stack.adopt(value, stop);

  const azurite = started(await startAzurite(), (it) => it.stop());
  const settings = readSettings({
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsStorage: azurite.connectionString,
  });
  const proxy = started(await openCountingProxy(azurite.connectionString, settings.tablePrefix), (it) => it.close());
  const teams = started(await startTeams(recipients, teamsArgs), (it) => it.stop());
  const { origin, serviceUrl, tenant } = teams.ready;

  // What the bench itself asks of storage goes past the proxy.
  const storage = await openStorage(settings);
  const users = await linesOf<UserLine>(origin, 'users');
  await seedConversations(storage.table('Conversations'), tenant, serviceUrl, users.map(personOf));

  const app = started(await startApp(proxy.connectionString, env), (it) => it.stop());
  // One message goes before: what is done once in the life of an installation (tables, the gate) is not counted.
  const broadcasts = storage.table('Broadcasts');
  const first = await postBroadcast(app.ready, { type: 'users', ids: [users[0]!.aadObjectId] });
  await ended(broadcasts, tenant, first, () => {});

  const before = { operations: proxy.operations.length, ...(await app.usage()), accepted: await accepted(origin) };
  const since = Date.now();
  const id = await postBroadcast(app.ready, { type: 'everyone' });
  const counts = await ended(broadcasts, tenant, id, async (seconds) => {
    const sent = (await accepted(origin)) - before.accepted;
    progress(`${sent} of ${recipients} in ${seconds} s, ${proxy.operations.length - before.operations} operations`);
  });
  const { cpuMicros } = await app.usage();
  const ledger = await linesOf<LedgerLine>(origin, 'ledger');
  const times = ledger.flatMap(({ messages }) => messages.map(({ at }) => at)).filter((at) => at >= since);
  const stats = await statsOf(origin);
  return {
    recipients,
    counts,
    operations: proxy.operations.slice(before.operations),
    cpuMicros: cpuMicros - before.cpuMicros,
    acceptedAt: times.toSorted((a, b) => a - b),
    throttled: stats.throttled,
    peakPerSecond: stats.peakPerSecond,
  };
}

function personOf({ id, conversationId, timezone, aadObjectId, name, locale }: UserLine): Person {
  return { aadObjectId, name, locale, user: id, conversation: conversationId, timeZone: timezone };
}

interface TeamsStats {
  readonly accepted: number;
  readonly throttled: number;
  readonly peakPerSecond: number;
}

async function statsOf(origin: string): Promise<TeamsStats> {
  const answer = await fetch(`${origin}/sim/stats`);
  return (await answer.json()) as TeamsStats;
}

async function accepted(origin: string): Promise<number> {
  return (await statsOf(origin)).accepted;
}

/** Waits for the end in the broadcast's own row, and for the last write that follows it (the gate's). */
async function ended(
  broadcasts: Table,
  tenant: string,
  id: string,
  progress: (seconds: number) => unknown,
): Promise<StateCounts> {
  const began = Date.now();
  for (let told = 0; ; ) {
    await systemClock.sleep(250);
    const row = await broadcasts.read(tenant, broadcastRow(id));
    const end = row && decodeBroadcast(row, tenant).end;
    if (end) {
      await systemClock.sleep(250);
      return end.counts;
    }
    const seconds = Math.floor((Date.now() - began) / 1000);
    if (seconds >= told + 10) {
      told = seconds;
      await progress(seconds);
    }
  }
}
