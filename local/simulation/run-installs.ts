import { simulateInstalls } from './installs/simulate-installs.ts';

const HOUR = 3_600_000;

/**
 * The app is installed for everyone within an hour, in foul weather; and what it took.
 * @returns whether nobody was lost
 */
export async function runInstalls(users: number, seed: number): Promise<boolean> {
  const began = performance.now();
  const { figures, broken, timeline } = await simulateInstalls(seed, users, HOUR);
  const { removed, events, posts, mostTries, mostOutside, crashes, stops, operations, looks } = figures;
  const lines = [
    ['people', `${users}, of whom ${removed} removed it again`],
    ['events', `${events}, posted ${posts} times, one of them ${mostTries} times`],
    ['waited for a machine', `${mostOutside} requests at once, at most`],
    ['machines ended', `${crashes} crashes, ${stops} stops`],
    ['operations an event', (operations / events).toFixed(3)],
    ['counted meanwhile', `${looks} times`],
    ['memory', `${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MB at most`],
    ['took', `${((performance.now() - began) / 1_000).toFixed(0)} s`],
  ];
  for (const [what = '', figure = ''] of lines) console.log(`${what.padEnd(24)}${figure}`);
  if (broken.length > 0) console.log(timeline.slice(-40).join('\n'));
  for (const { check, what } of broken.slice(0, 20)) console.log(`BROKEN ${check}: ${what}`);
  return broken.length === 0;
}
