import type { DailyGuard } from '../../shared/context.ts';
import type { RetriableState } from '../../shared/shard/rerun.ts';
import type { OnUncertain } from '../../shared/shard/wave.ts';
import type { Kind } from './kinds.ts';
import type { Strike, StrikeKind } from './strikes.ts';
import type { UndertakingTimes } from './times.ts';
import type { Weather } from './weather.ts';

/** One broadcast of a scenario, and what its author does with it. Times are ms. */
export interface Undertaking {
  /** The message's text: by it everybody knows what a message belongs to. */
  readonly text: string;
  readonly door: 'http' | 'queue';
  readonly audience: 'everyone' | 'all-but-some' | 'named' | 'few';
  /** The numbers of those who are meant by `few`. */
  readonly few?: readonly number[];
  readonly onUncertain: OnUncertain;
  /** How often it is asked for, with one key. */
  readonly copies: number;
  /** After the start of the run. */
  readonly begins: number;
  /** Its author does not look at it until it has ended: what nobody works on is the watcher's alone. */
  readonly quiet: boolean;
  /** When somebody else pauses it, after it was created, ms; a third resumes it soon, or its author does. */
  readonly pauses: readonly number[];
  /** Its first run, and one for each retry. */
  readonly runs: readonly Run[];
  /** It comes before all others. */
  readonly urgent: boolean;
  /** Requests a second it may take at most. */
  readonly maxRate?: number;
  /** What becomes of its message, in this order. */
  readonly changes: readonly MessageChange[];
  /** Absent: it is sent at any time. */
  readonly times?: UndertakingTimes;
  /** Its author may not send: somebody else releases it, at the earliest so long after it was created, ms. Absent: it needs nobody. */
  readonly releaseAfter?: number;
  /** Somebody is told of each end. */
  readonly webhook?: true;
  /** It is sent to a few for a trial. */
  readonly test?: true;
  /** Its author lets it be when it needs a confirmation; others confirm. */
  readonly givesUp?: true;
  /** Its author asks whom it would reach, just when they ask for it. */
  readonly dryRun?: true;
}

/** An edit of a message, or its recall. */
export interface MessageChange {
  readonly kind: 'edit' | 'recall';
  /** After the broadcast was created, ms. */
  readonly after: number;
  /** How often it is asked for at once. */
  readonly copies: number;
}

/** What happens to one run of a broadcast. */
export interface Run {
  /** What is asked to be sent again; of the first run nothing. */
  readonly states: readonly RetriableState[];
  /** It is asked for so long after the end of the run before, ms; absent: at once. */
  readonly after?: number;
  /** After it began, ms; absent: it is not canceled. */
  readonly cancelAfter?: number;
  /** The gate's row is lost right after the cancel was answered. */
  readonly losesGate: boolean;
}

/** What is done before a message goes to everybody, and against those who run in circles. Times are ms. */
export interface Precautions {
  /** How much is usual in a day. */
  readonly guard: DailyGuard;
  /** When somebody asks whom a broadcast to everybody would reach, after the start of the run. */
  readonly dryRuns: readonly number[];
  /** When somebody drives on what there is, after the start of the run. */
  readonly redrives: readonly number[];
}

/** All that a seed decides before anything happens. */
export interface Scenario extends Precautions {
  readonly kind: Kind;
  readonly weather: Weather;
  readonly strikes: readonly Strike[];
  /** Users at first. */
  readonly people: number;
  /** The share of users who are known without a chat; as many cannot be reached, or have deleted theirs, in part. */
  readonly odd: number;
  /** Users who get the app while a broadcast is under way. */
  readonly joining: number;
  readonly instances: number;
  /** CARILLON_RATE. */
  readonly rate: number;
  readonly shardSize: number;
  /** The machines' clocks differ from the service's by up to this, ms. */
  readonly skew: number;
  /** Storage takes up to this long, there and back, ms. */
  readonly storageMs: number;
  /** What Teams lets through. */
  readonly limit: { readonly algorithm: 'sliding' | 'bucket'; readonly perSecond: number } | undefined;
  readonly undertakings: readonly Undertaking[];
  /** Every machine dies just when the first end was written. */
  readonly diesAtEnd?: true;
  /** When somebody stops the whole tenant, one after the other. */
  readonly stops: readonly Stop[];
}

/** An operator in an emergency, or in error. Times are ms. */
export interface Stop {
  /** After the one before was over; of the first, after the start of the run. */
  readonly after: number;
  readonly lasts: number;
  /** The gate's row is lost right after the stop was answered. */
  readonly losesGate: boolean;
}

const storageStrikes: ReadonlySet<StrikeKind> = new Set(['storage-out', 'storage-crawls']);

/** Whether storage keeps its word at all times: then only Teams and machines can leave a doubt. */
export function storageIsFair({ weather, strikes }: Scenario): boolean {
  const { storage } = weather;
  return Object.values(storage).every((share) => share === 0) && !strikes.some(({ what }) => storageStrikes.has(what));
}
