import { type RetriableState, retriableStates } from '../../shared/shard/rerun.ts';
import type { OnUncertain } from '../../shared/shard/wave.ts';
import { between, type Chance, oneOf } from './random.ts';
import { fair, foul, type Weather } from './weather.ts';

/** One broadcast of a scenario, and what its author does with it. Times are ms. */
export interface Undertaking {
  /** The message's text: by it everybody knows what a message belongs to. */
  readonly text: string;
  readonly door: 'http' | 'queue';
  readonly audience: 'everyone' | 'all-but-some' | 'named';
  readonly onUncertain: OnUncertain;
  /** How often it is asked for, with one key. */
  readonly copies: number;
  /** After the start of the run. */
  readonly begins: number;
  /** Its author does not look at it until it has ended: what nobody works on is the watcher's alone. */
  readonly quiet: boolean;
  /** Its first run, and one for each retry. */
  readonly runs: readonly Run[];
}

/** What happens to one run of a broadcast. */
export interface Run {
  /** What is asked to be sent again; of the first run nothing. */
  readonly states: readonly RetriableState[];
  /** After it began, ms; absent: it is not canceled. */
  readonly cancelAfter?: number;
  /** The gate's row is lost right after the cancel was answered. */
  readonly losesGate: boolean;
}

/**
 * - `foul`: everything goes wrong at times, and stops going wrong after some minutes
 * - `kills`: machines are killed, and nothing else goes wrong: what a crash may cost can be said exactly
 * - `stops`: machines are asked to stop (SIGTERM) and started anew: that may cost nothing
 * - `fair`: nothing goes wrong but that Teams has a limit
 */
export type Kind = 'foul' | 'kills' | 'stops' | 'fair';

/** All that a seed decides before anything happens. */
export interface Scenario {
  readonly kind: Kind;
  readonly weather: Weather;
  /** Users at first. */
  readonly people: number;
  /** Users who get the app while a broadcast is under way. */
  readonly joining: number;
  readonly instances: number;
  /** CARILLON_RATE. */
  readonly rate: number;
  readonly shardSize: number;
  /** The machines' clocks differ from the service's by up to this, ms. */
  readonly skew: number;
  /** What Teams lets through. */
  readonly limit: { readonly algorithm: 'sliding' | 'bucket'; readonly perSecond: number } | undefined;
  readonly undertakings: readonly Undertaking[];
}

const kinds: readonly Kind[] = ['foul', 'foul', 'foul', 'foul', 'foul', 'foul', 'foul', 'kills', 'stops', 'fair'];

/** Draws a scenario. */
export function draw(chance: Chance): Scenario {
  const kind = oneOf(chance, kinds);
  const people = Math.floor(between(chance, 1, 160));
  const rate = oneOf(chance, [5, 20, 45]);
  const limited = chance() < 0.5;
  const algorithm = oneOf(chance, ['sliding', 'bucket'] as const);
  const count = chance() < 0.4 ? 2 : 1;
  return {
    kind,
    weather: kind === 'foul' ? foul(chance) : fair,
    people,
    joining: chance() < 0.5 ? Math.floor(between(chance, 0, people / 4)) : 0,
    instances: chance() < 0.3 ? 1 : 2,
    rate,
    shardSize: oneOf(chance, [3, 10, 25]),
    skew: oneOf(chance, [0, 20, 300]),
    // As Teams' documented 50 stand to the 45 that are used of them.
    limit: limited ? { algorithm, perSecond: Math.ceil((rate * 50) / 45) } : undefined,
    undertakings: Array.from({ length: count }, (_, i) => undertaking(chance, i, kind, people / rate)),
  };
}

function undertaking(chance: Chance, i: number, kind: Kind, seconds: number): Undertaking {
  const retries = chance() < 0.3 ? oneOf(chance, [1, 2]) : 0;
  const runs = Array.from({ length: 1 + retries }, (_, n): Run => {
    const asked = retriableStates.filter(() => chance() < 0.6);
    const cancelAfter = between(chance, 0, seconds * 1_500);
    return {
      states: n === 0 ? [] : asked.length > 0 ? asked : ['canceled'],
      ...(chance() < 0.3 && { cancelAfter }),
      losesGate: kind === 'foul' && chance() < 0.3,
    };
  });
  return {
    text: `message ${i + 1}`,
    door: chance() < 0.25 ? 'queue' : 'http',
    audience: oneOf(chance, ['everyone', 'everyone', 'all-but-some', 'named'] as const),
    onUncertain: chance() < 0.5 ? 'hold' : 'retry',
    copies: chance() < 0.3 ? 2 : 1,
    begins: i === 0 ? 0 : between(chance, 0, 30_000),
    quiet: chance() < 0.3,
    runs,
  };
}
