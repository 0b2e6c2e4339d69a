import type { Benchmark } from '../benchmark.ts';
import { median } from '../median.ts';
import { tally } from '../storage/tally.ts';
import { textTable } from '../text-table.ts';
import { type IdleRun, runIdle } from './run.ts';

/** Seconds of a month of 30 days. */
const MONTH = 2_592_000;

export const idle: Benchmark = {
  name: 'idle',
  title: 'An app that has nothing to do',

  async run({ idleSeconds }, say) {
    const run = await runIdle(idleSeconds, say);
    const unexpected = run.invocations.filter(({ ms }) => !(ms >= 0));
    if (unexpected.length > 0) throw new Error(`Invocations began before they were counted: ${unexpected.length}.`);
    say(operations(run));
    say(functions(run));
    const hour = 3_600 / run.seconds;
    say(`${run.lines} lines of the log, ${Math.round(run.bytes * hour)} bytes an hour`);
    say(`CPU of the process: ${(run.cpuMicros / 1_000 / run.seconds).toFixed(2)} ms a second`);
    const own = run.operations.filter((one) => !isOfHost(one));
    return { idleOpsPerMonth: (own.length * MONTH) / run.seconds };
  },
};

/** What a host asks of the queue of a trigger; in Azure only one that has an instance for that function does. */
function isOfHost({ target, kind }: IdleRun['operations'][number]): boolean {
  return kind === 'empty poll' && !target.endsWith('-poison');
}

function operations({ operations: all, seconds }: IdleRun): string {
  const month = (count: number) => String(Math.round((count * MONTH) / seconds));
  const rows = tally(all).map(({ what, count }) => [what, String(count), month(count)]);
  const own = all.filter((one) => !isOfHost(one)).length;
  return textTable(
    ['operation', `${seconds} s`, 'a month'],
    [
      ...rows,
      ['all but empty polls of triggers', String(own), month(own)],
      ['all', String(all.length), month(all.length)],
    ],
  );
}

function functions({ invocations, seconds }: IdleRun): string {
  const names = [...new Set(invocations.map(({ name }) => name))].toSorted();
  const rows = names.map((name) => {
    const times = invocations.filter((one) => one.name === name).map(({ ms }) => ms);
    const month = Math.round((times.length * MONTH) / seconds);
    return [name, String(times.length), String(month), median(times).toFixed(0), Math.max(...times).toFixed(0)];
  });
  return textTable(['function', `${seconds} s`, 'a month', 'ms, median', 'ms at most'], rows);
}
