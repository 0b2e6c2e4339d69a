import { AMPLE } from '../precautions.ts';
import { between, type Chance } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { type Strike, type StrikeKind, strikeOf } from '../strikes.ts';
import { fair, type Weather } from '../weather.ts';

/** Up to this pace, people an hour, machines end by the request, as the weather has it; beyond it they end no more often in an hour. */
const PACE = 20_000;
const HOUR = 3_600_000;

/** What goes wrong while everybody gets the app: storage and machines, at times; all of it at each request, seldom. */
const weather: Weather = {
  ...fair,
  storage: { lostAnswer: 0.02, lostRequest: 0.02, late: 0.01, silent: 0.02, touched: 0.02, echoed: 0.02, crawls: 0 },
  machine: { crash: 0.0004, freeze: 0.0002, stop: 0.0002 },
};

const kinds: readonly StrikeKind[] = ['kill', 'stop', 'freeze', 'storage-out', 'storage-crawls'];

/**
 * Nobody is sent anything: three machines only hear who gets the app.
 * @param users who get it
 * @param ms for so long they do
 */
export function installScenario(chance: Chance, users: number, ms: number): Scenario {
  const share = Math.min(1, (PACE * ms) / (HOUR * users));
  const { crash, freeze, stop } = weather.machine;
  const machine = { crash: crash * share, freeze: freeze * share, stop: stop * share };
  // One of each at least, however short it is; in an hour a dozen.
  const rounds = Math.ceil(ms / 1_200_000);
  const strikes = Array.from({ length: rounds }, () =>
    kinds.map((kind): Strike => strikeOf(chance, [kind], ms)),
  ).flat();
  return {
    ...{
      kind: 'foul',
      weather: { ...weather, machine },
      strikes,
      people: 0,
      odd: 0,
      joining: 0,
      instances: 3,
      rate: 45,
      shardSize: 200,
    },
    ...{ skew: between(chance, 0, 300), storageMs: 30, limit: undefined, undertakings: [], stops: [] },
    ...{ guard: AMPLE, dryRuns: [], redrives: [] },
  };
}
