import { AMPLE } from './precautions.ts';
import { chanceOf } from './random.ts';
import type { Scenario } from './scenario.ts';
import { run } from './simulate.ts';
import { fair } from './weather.ts';

/** As the product is set up by itself: 45 requests a second of Teams' documented 50, shards of 200. */
const usual: Omit<Scenario, 'people'> = {
  kind: 'fair',
  weather: fair,
  strikes: [],
  odd: 0.001,
  joining: 0,
  instances: 1,
  rate: 45,
  shardSize: 200,
  skew: 0,
  storageMs: 30,
  limit: { algorithm: 'sliding', perSecond: 50 },
  stops: [],
  redrives: [],
  dryRuns: [],
  guard: AMPLE,
  undertakings: [
    {
      text: 'message 1',
      door: 'http',
      audience: 'everyone',
      onUncertain: 'hold',
      copies: 1,
      begins: 0,
      quiet: true,
      pauses: [],
      urgent: false,
      runs: [{ states: [], losesGate: false }],
      changes: [],
    },
  ],
};

/**
 * One broadcast to many, in fair weather: every check on, and what it took.
 * @returns whether all promises held
 */
export async function runLarge(people: number): Promise<boolean> {
  const began = performance.now();
  const { figures, broken } = await run(1, { ...usual, people }, chanceOf(1));
  const { recipients, requests, sending, throttled, operations, silence } = figures;
  const share = (requests * 1_000) / sending / usual.rate;
  const lines = [
    ['recipients', String(recipients)],
    ['virtual time', `${(sending / 3_600_000).toFixed(2)} h`],
    ['share of the rate', `${(100 * share).toFixed(1)} % of ${usual.rate} a second`],
    ['answered 429', String(throttled)],
    ['operations a recipient', (operations / recipients).toFixed(4)],
    ['longest silence', `${(silence / 1_000).toFixed(1)} s`],
    ['took', `${((performance.now() - began) / 1_000).toFixed(0)} s`],
  ];
  for (const [what = '', figure = ''] of lines) console.log(`${what.padEnd(24)}${figure}`);
  for (const { check, what } of broken) console.log(`BROKEN ${check}: ${what}`);
  return broken.length === 0;
}
