import type { DailyGuard } from '../../shared/context.ts';
import type { draw } from './draw-scenario.ts';
import { between, type Chance, oneOf } from './random.ts';
import type { Scenario, Undertaking } from './scenario.ts';

/** No scenario has more. */
export const AMPLE: DailyGuard = { broadcasts: 100, recipients: 1_000_000 };
/** A test may have so many. */
const TEST_USERS = 10;

/**
 * Adds to a scenario where everything goes wrong what its people do with care, and a program that does without.
 * @param chance of its own: what was drawn before stays as it was
 */
export function withPrecautions(scenario: ReturnType<typeof draw>, chance: Chance): Scenario {
  const { kind, people, joining, rate, undertakings, redrives } = scenario;
  if (kind !== 'foul') return { ...scenario, guard: AMPLE, dryRuns: [] };
  const moment = () => between(chance, 0, 2_000 + (people / rate) * 1_500);
  const some = (most: number) =>
    Array.from({ length: 1 + Math.floor(chance() * most) }, () => Math.floor(chance() * (people + joining)));
  const isGuarded = chance() < 0.15;
  const isTested = chance() < (isGuarded ? 0.4 : 0.1);
  const burst = between(chance, 0, 20_000);
  const runaway = (_: unknown, i: number): Undertaking => ({
    ...small(`runaway ${i + 1}`, some(5), chance),
    begins: burst + between(chance, 0, 300),
    ...(chance() < 0.6 && { givesUp: true as const }),
  });
  return {
    ...scenario,
    guard: isGuarded ? drawGuard(chance, people) : AMPLE,
    dryRuns: chance() < 0.15 ? [moment()] : [],
    redrives: redrives.flatMap((at) => (chance() < 0.5 ? [at, at + between(chance, 0, 5_000)] : [at])),
    undertakings: [
      ...undertakings.map((one) => (chance() < 0.3 ? { ...one, dryRun: true as const } : one)),
      ...(isTested ? [{ ...small('test 1', some(TEST_USERS), chance), begins: moment(), test: true as const }] : []),
      ...Array.from({ length: isGuarded ? oneOf(chance, [2, 3]) : 0 }, runaway),
    ],
  };
}

/**
 * Where little is usual in a day, some of those who may not send at all write at the same time as those who may: what they
 * write takes no place of the day until somebody releases it, and then the last one.
 * @param chance of its own: what was drawn before stays as it was
 */
export function withDrafts(scenario: Scenario, chance: Chance): Scenario {
  if (scenario.guard === AMPLE) return scenario;
  const written = (one: Undertaking): Undertaking => {
    const mayWait = one.door === 'http' && !one.times && !one.test && one.releaseAfter === undefined;
    if (!mayWait || chance() >= 0.5) return one;
    const { givesUp: _, ...kept } = one;
    return { ...kept, releaseAfter: between(chance, 0, 3_000) };
  };
  return { ...scenario, undertakings: scenario.undertakings.map(written) };
}

/** The last places of a day are soon taken. */
function drawGuard(chance: Chance, people: number): DailyGuard {
  const broadcasts = oneOf(chance, [0, 1, 2, 2, 3]);
  const recipients = broadcasts === 0 || chance() < 0.3 ? Math.floor(between(chance, 1, 1.5 * people)) : 0;
  return { broadcasts, recipients };
}

/** A broadcast to a few, of which its author sees the end. */
function small(text: string, few: readonly number[], chance: Chance): Undertaking {
  return {
    ...{ text, audience: 'few', few },
    door: chance() < 0.2 ? 'queue' : 'http',
    onUncertain: chance() < 0.5 ? 'hold' : 'retry',
    copies: chance() < 0.3 ? 2 : 1,
    begins: 0,
    quiet: true,
    pauses: [],
    urgent: chance() < 0.25,
    runs: [{ states: [], losesGate: false }],
    changes: [],
  };
}
