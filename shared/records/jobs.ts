import { isCount, isInstant } from '../storage/columns.ts';
import { escapeKey } from '../storage/key-escape.ts';
import { MAX_KEY_LENGTH } from '../storage/limits.ts';
import { isBroadcastId } from './broadcast-id.ts';

/** What the queues carry. Each message is a hint: losing it loses nothing, seeing it twice does nothing. */

/** One shard to be sent, or to be changed once it was. */
export interface DeliverJob {
  readonly tenant: string;
  readonly broadcast: string;
  readonly run: number;
  readonly n: number;
  readonly key: string;
  /** Its broadcast is urgent: the job has a queue, and slots of the host, that bulk cannot take. */
  readonly urgent?: true;
  /** It waits on the queue for those of this shard who are due then (ms since 1970); absent: it is at work. */
  readonly due?: number;
  /** It is not to be sent, but changed: by this change of the message. */
  readonly change?: number;
}

/** Work on a broadcast as a whole: plan its next page, sweep what a cancel left, or begin what a retry asked for. */
export interface PlanJob {
  readonly do: 'plan' | 'sweep' | 'retry';
  readonly tenant: string;
  readonly broadcast: string;
  readonly run: number;
}

/** The end of a run is to be told to the broadcast's webhook. */
export interface TellJob extends Omit<PlanJob, 'do'> {
  readonly do: 'tell';
}

/** Somebody is to look at everything that has work once more before the next round (lifecycle/look-again.ts). */
export interface LookJob {
  readonly do: 'look';
  /** When (service clock, ms since 1970). */
  readonly at: number;
}

/** At most this many jobs of one broadcast are on the queue: shards with the same n mod this are a chain. */
export const WINDOW = 4;

export const encodeJob = (job: DeliverJob | PlanJob | TellJob | LookJob): string => JSON.stringify(job);

/**
 * Reads a job from a queue message: its text, or the object the Functions host made of it.
 * @returns nothing when it is none, or names what can be no row of ours
 */
export function parseDeliverJob(message: unknown): DeliverJob | undefined {
  const { tenant, broadcast, run, n, key, urgent, due, change } = asRecord(message);
  if (!isKey(tenant) || !isBroadcast(broadcast) || !isKey(key)) return undefined;
  if (!isCount(run) || !isCount(n)) return undefined;
  if (due !== undefined && !isInstant(due)) return undefined;
  if (urgent !== undefined && urgent !== true) return undefined;
  if (change !== undefined && !isCount(change)) return undefined;
  const optional = {
    ...(urgent === true && ({ urgent } as const)),
    ...(due !== undefined && { due }),
    ...(change !== undefined && { change }),
  };
  return { tenant, broadcast, run, n, key, ...optional };
}

/** Reads a plan job, as {@link parseDeliverJob} does. */
export function parsePlanJob(message: unknown): PlanJob | undefined {
  const { do: what, tenant, broadcast, run } = asRecord(message);
  if (what !== 'plan' && what !== 'sweep' && what !== 'retry') return undefined;
  if (!isKey(tenant) || !isBroadcast(broadcast) || !isCount(run)) return undefined;
  return { do: what, tenant, broadcast, run };
}

/** Reads a job to tell of an end, as {@link parseDeliverJob} does. */
export function parseTellJob(message: unknown): TellJob | undefined {
  const { do: what, tenant, broadcast, run } = asRecord(message);
  if (what !== 'tell' || !isKey(tenant) || !isBroadcast(broadcast) || !isCount(run)) return undefined;
  return { do: what, tenant, broadcast, run };
}

/** Reads a job to look once more, as {@link parseDeliverJob} does. */
export function parseLookJob(message: unknown): LookJob | undefined {
  const { do: what, at } = asRecord(message);
  return what === 'look' && isInstant(at) ? { do: what, at } : undefined;
}

const isBroadcast = (value: unknown): value is string => typeof value === 'string' && isBroadcastId(value);

/** Something that can be a partition, or with a letter before it a row. */
const isKey = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && escapeKey(value).length < MAX_KEY_LENGTH;

function asRecord(message: unknown): Record<string, unknown> {
  if (typeof message === 'object' && message !== null) return message as Record<string, unknown>;
  if (typeof message !== 'string') return {};
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
