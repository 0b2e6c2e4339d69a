import type { Benchmark } from '../benchmark.ts';
import { textTable } from '../text-table.ts';
import { type BroadcastRun, runBroadcast } from './broadcast-run.ts';
import { rateOf, slowestStretch } from './rate.ts';
import { tally } from './tally.ts';

/** Requests a second: the default of CARILLON_RATE. */
const RATE = 45;

export const storage: Benchmark = {
  name: 'storage',
  title: 'Storage operations, and how much of the rate is used, at Teams’ own pace',

  async run({ broadcasts }, say) {
    const runs: BroadcastRun[] = [];
    for (const recipients of broadcasts) {
      say(`a broadcast to ${recipients} at ${RATE}/s: about ${Math.ceil(recipients / RATE)} s`);
      const run = await runBroadcast(recipients, { CARILLON_RATE: String(RATE) }, say);
      if (run.counts.delivered !== recipients) throw new Error(`Not everybody got it: ${JSON.stringify(run.counts)}`);
      runs.push(run);
    }
    const [first, last] = [runs[0]!, runs.at(-1)!];
    say(split(runs));
    say(paces(runs));
    return {
      storageOpsPerRecipient1000: first.operations.length / first.recipients,
      storageOpsPerRecipient20000: last.operations.length / last.recipients,
      rateShare: rateOf(last.acceptedAt) / RATE,
    };
  },
};

function split(runs: readonly BroadcastRun[]): string {
  const tallies = runs.map(({ operations }) => new Map(tally(operations).map(({ what, count }) => [what, count])));
  const names = [...new Set(tallies.toReversed().flatMap((counts) => [...counts.keys()]))];
  const cells = (counts: readonly number[]) =>
    counts.flatMap((count, i) => [String(count), (count / runs[i]!.recipients).toFixed(4)]);
  const total = (only: (what: string) => boolean) =>
    cells(tallies.map((counts) => [...counts].reduce((sum, [what, count]) => sum + (only(what) ? count : 0), 0)));
  const idle = (what: string) => what.endsWith('empty poll');
  return textTable(
    ['operation', ...runs.flatMap(({ recipients }) => [`${recipients}`, 'each'])],
    [
      ...names.map((name) => [name, ...cells(tallies.map((counts) => counts.get(name) ?? 0))]),
      ['all but empty polls', ...total((what) => !idle(what))],
      ['all', ...total(() => true)],
    ],
  );
}

function paces(runs: readonly BroadcastRun[]): string {
  const rows = runs.map((run) => [
    String(run.recipients),
    rateOf(run.acceptedAt).toFixed(1),
    slowestStretch(run.acceptedAt).toFixed(1),
    String(run.peakPerSecond),
    String(run.throttled),
    String(Math.round(run.cpuMicros / run.recipients)),
  ]);
  const head = ['recipients', 'deliveries/s', 'slowest 10 s', 'most in 1 s', '429s', 'CPU µs each, whole app'];
  return textTable(head, rows);
}
