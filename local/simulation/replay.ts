import type { Kind } from './kinds.ts';
import { simulate } from './simulate.ts';

/**
 * Runs one seed again, and shows what happened in it, line by line, and which promises it broke.
 * @returns whether all held
 */
export async function replay(seed: number, only?: Kind): Promise<boolean> {
  const { timeline, broken, figures, scenario } = await simulate(seed, only);
  console.log(timeline.join('\n'));
  const { recipients, posts, crashes, uncertain } = figures;
  console.log(
    `\nseed ${seed} (${scenario.kind}): ${recipients} recipients, ${posts} messages posted, ${crashes} crashes, ${uncertain} uncertain`,
  );
  for (const { check, what } of broken) console.log(`BROKEN ${check}: ${what}`);
  return broken.length === 0;
}
