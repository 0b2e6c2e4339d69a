import type { Kind } from './kinds.ts';
import { runSeeds } from './pool/run-seeds.ts';
import type { Outcome } from './simulate.ts';

const WIDTH = 30;

/**
 * Runs many seeds, and shows how far they are.
 * @returns the smallest seed known to have broken a promise; nothing when all held
 */
export async function runMany(range: {
  readonly first: number;
  readonly count: number;
  readonly threads: number;
  readonly kind?: Kind;
}): Promise<number | undefined> {
  const began = performance.now();
  const sum = { done: 0, recipients: 0, posts: 0, crashes: 0, uncertain: 0 };
  const broken: number[] = [];
  await runSeeds({ ...range, take });
  if (process.stdout.isTTY) process.stdout.write('\n');
  else console.log(line());
  return broken.toSorted((a, b) => a - b)[0];

  function take({ seed, broken: found, figures }: Outcome): boolean {
    sum.done++;
    sum.recipients += figures.recipients;
    sum.posts += figures.posts;
    sum.crashes += figures.crashes;
    sum.uncertain += figures.uncertain;
    if (found.length > 0) broken.push(seed);
    if (process.stdout.isTTY) process.stdout.write(`\r${line()}`);
    return broken.length > 0;
  }

  function line(): string {
    const filled = Math.floor((WIDTH * sum.done) / range.count);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    const { done, recipients, posts, crashes, uncertain } = sum;
    const what = `${recipients} recipients, ${posts} messages, ${crashes} crashes, ${uncertain} uncertain`;
    return `${bar} ${done} of ${range.count} schedules, ${what}, ${seconds} s`;
  }
}
