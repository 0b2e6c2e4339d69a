import { flags, milliseconds, number, oneOf } from '../terminal/arguments.ts';

/** What a soak is to be like. */
export interface SoakOptions {
  readonly users: number;
  /** How many processes are ended in the middle, killed or asked to. */
  readonly kills: number;
  /** CARILLON_RATE of the app: requests a second. */
  readonly rate: number;
  /** Each so-many-th end is a SIGTERM; 0: none. */
  readonly term: number;
  /** How long Teams takes to answer, ms. */
  readonly latency: { readonly min: number; readonly max: number };
  readonly onUncertain: 'hold' | 'retry';
  /** A part of all requests to storage goes wrong. */
  readonly storageFaults: boolean;
  /** Of what goes wrong with storage. */
  readonly seed: number;
  /** The report as JSON, as the last line. */
  readonly json: boolean;
  /** The app as `npm run build` made it. */
  readonly bundle: boolean;
}

export const usage = `npm run soak -- [options]

Two copies of the app send one broadcast to everyone. Again and again a copy that is sending is killed, each fifth time
both at once, and started anew. In the end what the app says of each person is compared with what that person received.

  --users <n>                 people in the organisation (20000)
  --kills <n>                 how many processes are ended, spread evenly over the broadcast (50)
  --rate <n>                  requests a second the app allows itself: CARILLON_RATE (100). Teams refuses what is more than
                              a ninth above it.
  --term <n>                  each n-th end is a SIGTERM instead of a SIGKILL (0: none)
  --on-uncertain hold|retry   whether a person who may have the message already is told again (hold)
  --storage-faults            3 of 100 requests to tables and queues go wrong: reset, never answered, late, cut, 500, 503
  --seed <n>                  another one makes other things go wrong (1)
  --latency <min>-<max>       how long Teams takes to answer, in milliseconds (300-1500)
  --bundle                    run the app as "npm run build" made it, instead of its source
  --json                      the report as JSON, as the last line
  --help

Exit code: 0 when every promise was kept, 1 when one was broken or something failed.`;

const options = {
  users: { type: 'string', default: '20000' },
  kills: { type: 'string', default: '50' },
  rate: { type: 'string', default: '100' },
  term: { type: 'string', default: '0' },
  latency: { type: 'string', default: '300-1500' },
  'on-uncertain': { type: 'string', default: 'hold' },
  'storage-faults': { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  bundle: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 * @returns nothing when help is asked for
 * @throws {UsageError}
 */
export function readOptions(args: readonly string[]): SoakOptions | undefined {
  const values = flags(options, [...args]);
  if (values.help) return undefined;
  return {
    users: number('--users', values.users, { least: 1, most: 100_000, whole: true }),
    kills: number('--kills', values.kills, { least: 0, most: 1_000, whole: true }),
    rate: number('--rate', values.rate, { least: 1, most: 1_000, whole: false }),
    term: number('--term', values.term, { least: 0, most: 1_000, whole: true }),
    latency: milliseconds('--latency', values.latency),
    onUncertain: oneOf('--on-uncertain', values['on-uncertain'], ['hold', 'retry'] as const),
    storageFaults: values['storage-faults'],
    seed: number('--seed', values.seed, { least: 0, most: 2 ** 31, whole: true }),
    json: values.json,
    bundle: values.bundle,
  };
}
