import type { Benchmark } from '../benchmark.ts';
import { tally } from '../storage/tally.ts';
import { textTable } from '../text-table.ts';
import { runStorm, type StormRun } from './run.ts';

/** Install events a second: 100,000 people within an hour, two events each. */
const RATE = 56;

export const installStorm: Benchmark = {
  name: 'install-storm',
  title: 'The app is installed for everyone: what Teams then tells, at its own pace',

  async run({ stormSeconds }, say) {
    say(`${RATE} install events a second, for ${stormSeconds} s`);
    const run = await runStorm(RATE, stormSeconds, say);
    // Looks at empty queues are the host's, storm or not.
    const own = run.operations.filter(({ kind }) => kind !== 'empty poll');
    say(split(run));
    const [p50, p99] = [at(run, 0.5), at(run, 0.99)];
    const row = [
      String(run.posts),
      (run.posts / run.seconds).toFixed(1),
      ...[p50, p99, run.latencies.at(-1) ?? 0].map((ms) => `${Math.round(ms)} ms`),
      String(run.again),
      (own.length / run.posts).toFixed(2),
      `${(run.cpuMicros / run.posts / 1_000).toFixed(2)} ms`,
    ];
    const head = ['events', 'a second', 'p50', 'p99', 'longest', 'came again', 'operations each', 'CPU each'];
    say(textTable(head, [row]));
    const { known, reachable } = run.people;
    if (run.lost > 0 || known !== run.users || reachable !== run.users - run.removed) {
      const counted = `of ${run.users} people ${known} are known, ${reachable} reachable`;
      throw new Error(`${run.lost} events were not taken; ${counted}.`);
    }
    return { installP99Ms: p99, installOpsPerEvent: own.length / run.posts };
  },
};

const at = ({ latencies }: StormRun, share: number): number => latencies[Math.floor(share * latencies.length)] ?? 0;

function split({ operations, posts }: StormRun): string {
  const rows = tally(operations).map(({ what, count }) => [what, String(count), (count / posts).toFixed(4)]);
  return textTable(['operation', 'all', 'an event'], rows);
}
