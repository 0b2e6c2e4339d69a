import { usageFailure } from '../failure.ts';
import { readSources, type Source } from './audience.ts';
import { type MessageOptions, readDraft } from './message-file.ts';
import { readWhen } from './when.ts';

export interface BodyOptions extends MessageOptions {
  readonly to?: readonly string[];
  readonly exclude?: readonly string[];
  readonly test?: readonly string[];
  readonly onUncertain?: string;
  readonly tenant?: string;
  readonly startAt?: string;
  readonly expiresAt?: string;
  readonly quietHours?: string;
  readonly priority?: string;
  readonly rate?: number;
  readonly confirm?: boolean;
}

/** The body of a request for a broadcast. */
export type BroadcastBody = Readonly<Record<string, unknown>> & { readonly audience: object };

/**
 * What is asked for: the file, and over it what the options say.
 * @throws {Failure} when a file can't be read, an option is wrong, or nothing says who it is for
 */
export async function broadcastBody(
  file: string,
  stdin: NodeJS.ReadStream,
  options: BodyOptions,
): Promise<BroadcastBody> {
  const { message, rest } = await readDraft(file, stdin, options);
  const audience = (await audienceOf(options, stdin)) ?? rest['audience'];
  if (typeof audience !== 'object' || audience === null) {
    throw usageFailure(
      'Nothing says who it is for.',
      'Give --to everyone, --to with the object ids of people, or --to @FILE.',
    );
  }
  return { ...rest, ...(await fieldsOf(options)), message, audience };
}

async function audienceOf(options: BodyOptions, stdin: NodeJS.ReadStream): Promise<object | undefined> {
  const { to = [], exclude = [], test = [] } = options;
  if (test.length > 0 && to.length + exclude.length > 0) {
    throw usageFailure('--test names who gets the test: it goes without --to and --exclude.');
  }
  const include: readonly Source[] =
    test.length > 0 ? await readSources('--test', test, stdin) : await readSources('--to', to, stdin);
  if (include.length > 0) {
    const without = await readSources('--exclude', exclude, stdin);
    return { include, ...(without.length > 0 && { exclude: without }) };
  }
  if (exclude.length > 0) throw usageFailure('--exclude takes people away from those that --to names.');
  return undefined;
}

async function fieldsOf(options: BodyOptions): Promise<Record<string, unknown>> {
  const { onUncertain, tenant, startAt, expiresAt, quietHours, priority, rate, test = [], confirm } = options;
  return {
    ...(tenant !== undefined && { tenant }),
    ...(onUncertain !== undefined && { onUncertain }),
    ...(startAt !== undefined && { startAt: readWhen('--start-at', startAt) }),
    ...(expiresAt !== undefined && { expiresAt: readWhen('--expires-at', expiresAt) }),
    ...(quietHours !== undefined && { quietHours: readQuietHours(quietHours) }),
    ...(priority !== undefined && { priority }),
    ...(rate !== undefined && { maxRate: rate }),
    ...(test.length > 0 && { test: true }),
    ...(confirm && { confirm: true }),
  };
}

function readQuietHours(text: string): { from: string; to: string } {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw usageFailure(`--quiet-hours takes hours such as 20:00-07:00, not "${text}".`);
  }
  return { from, to };
}
