import { memoryQueue } from '../../local/memory/memory-queue.ts';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { Machine } from '../../local/simulation/machine.ts';
import { chanceOf } from '../../local/simulation/random.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { LimitedTeams, type TrueLimit } from './limited-teams.ts';
import { contextOf, runTriggers, type Storage } from './process.ts';
import { register, TENANT } from './register.ts';

/** One long broadcast under a limit nobody was told of. */
export interface PaceCase extends TrueLimit {
  /** The configured rate, requests a second. */
  readonly configured: number;
  readonly processes: number;
  readonly minutes: number;
  /** Seconds of nothing but 429, from this second on. */
  readonly storm?: { readonly from: number; readonly seconds: number };
  /** Clocks of two processes are off by up to so much, ms. */
  readonly skew?: number;
  /** How long the way to Teams takes, ms, if not as usual. */
  readonly there?: readonly [number, number];
  readonly seed: number;
}

/** What a run came to. Arrays are by second. */
export interface PaceRun {
  readonly of: PaceCase;
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
}

/** Runs a broadcast in virtual time, with the app's own code, that is longer than the time given. */
export async function runPace(of: PaceCase): Promise<PaceRun> {
  const chance = chanceOf(of.seed);
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const { now: start } = time;
  const now = () => time.now;
  const tables = {
    conversations: memoryTable(now),
    broadcasts: memoryTable(now),
    deliveries: memoryTable(now),
    gates: memoryTable(now),
  };
  const queue = () => memoryQueue(now);
  const queues = { deliver: queue(), urgent: queue(), plan: queue(), broadcasts: queue() };
  const storage: Storage = { tables, queues };
  const end = start + of.minutes * 60_000;
  await register(storage, Math.ceil(Math.min(of.configured, of.perSecond) * of.minutes * 60 * 1.1));

  const teams = new LimitedTeams(time, of, of.there);
  if (of.storm) {
    const from = start + of.storm.from * 1_000;
    teams.storm = { from, until: from + of.storm.seconds * 1_000 };
  }
  const errors: unknown[] = [];
  const contexts = Array.from({ length: of.processes }, (_, i) => {
    const skew = (of.skew ?? 3) * (i % 2 === 0 ? 1 : -1);
    const machine = new Machine(`process ${i}`, time, chance, of.processes > 1 ? skew : 0);
    const context = contextOf(machine, storage, teams.reachedBy(machine), of.configured);
    runTriggers(machine, context, storage, (error) => errors.push(error));
    return context;
  });
  const message = { text: 'Hello', textFormat: 'plain' as const };
  const audience = { include: [{ type: 'everyone' as const }], exclude: [] };
  const request = { message, audience, onUncertain: 'hold' as const };
  void createBroadcast(contexts[0]!, { request, tenant: TENANT, caller: 'bench', createdBy: 'bench' });
  await time.run(end, () => errors.length > 0);
  if (errors.length > 0) throw errors[0];
  const bySecond = (counts: readonly number[]) => Array.from({ length: of.minutes * 60 }, (_, i) => counts[i] ?? 0);
  return { of, accepted: bySecond(teams.accepted), refused: bySecond(teams.refused) };
}
