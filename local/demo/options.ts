import { flags, milliseconds, number, oneOf } from '../terminal/arguments.ts';
import { type FaultLevel, faultLevels } from './life.ts';

/** What a demo is to be like. */
export interface DemoOptions {
  readonly users: number;
  /** CARILLON_RATE of the app: requests a second. */
  readonly rate: number;
  readonly faults: FaultLevel;
  /** How often a copy of the app is killed. */
  readonly kills: number;
  /** How long Teams takes to answer, ms. */
  readonly latency: { readonly min: number; readonly max: number };
  readonly onUncertain: 'hold' | 'retry';
  /** The apps go on running afterwards, until Ctrl-C. */
  readonly keep: boolean;
  /** The app as `npm run build` made it. */
  readonly bundle: boolean;
}

export const usage = `npm run demo -- [options]

An organisation installs the app, a broadcast goes out with two copies of the app running, one copy is killed half way,
and in the end what the app says of each person is compared with what that person received.

  --users <n>                 people in the organisation (800)
  --rate <n>                  requests a second the app allows itself: CARILLON_RATE (45). Teams refuses more than 50.
  --faults none|some|many     what else goes wrong (some)
                                some: about 1 person in 75 has removed the app (Teams said so, or did not), blocked it
                                      or deleted the chat; Teams says 429 twice
                                many: 1 in 12 has; 429 each 150th request, 503 each 70th, 500 each 200th; each 90th is
                                      carried out and its answer lost
  --kills <n>                 how often a copy is killed (1), spread evenly; after each but the last a new one starts
  --latency <min>-<max>       how long Teams takes to answer, in milliseconds (300-1500)
  --on-uncertain hold|retry   whether a person who may have the message already is told again (hold)
  --keep                      leave the apps running afterwards, to look around; Ctrl-C ends them
  --bundle                    run the app as "npm run build" made it, instead of its source
  --help

Exit code: 0 when app and ledger agree on everybody, 1 when they don't or something failed.`;

const options = {
  users: { type: 'string', default: '800' },
  rate: { type: 'string', default: '45' },
  faults: { type: 'string', default: 'some' },
  kills: { type: 'string', default: '1' },
  latency: { type: 'string', default: '300-1500' },
  'on-uncertain': { type: 'string', default: 'hold' },
  keep: { type: 'boolean', default: false },
  bundle: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 * @returns nothing when help is asked for
 * @throws {UsageError}
 */
export function readOptions(args: readonly string[]): DemoOptions | undefined {
  const values = flags(options, [...args]);
  if (values.help) return undefined;
  return {
    users: number('--users', values.users, { least: 1, most: 100_000, whole: true }),
    rate: number('--rate', values.rate, { least: 0.1, most: 1_000, whole: false }),
    faults: oneOf('--faults', values.faults, faultLevels),
    kills: number('--kills', values.kills, { least: 0, most: 9, whole: true }),
    latency: milliseconds('--latency', values.latency),
    onUncertain: oneOf('--on-uncertain', values['on-uncertain'], ['hold', 'retry'] as const),
    keep: values.keep,
    bundle: values.bundle,
  };
}
