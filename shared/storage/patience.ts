/** Asking storage again until it answers: after a growing pause, for a bounded time. */
import type { Clock } from '../clock.ts';
import type { Page, Range, Row, Table } from './table.ts';
import { StorageUnavailable } from './table.ts';

/** How long to go on asking, and by which clock. A context of the core is one. */
export interface Patience {
  readonly clock: Clock;
  /** Aborted: no further try begins. */
  readonly signal?: AbortSignal;
  /** No further try begins after so many milliseconds (default {@link PATIENCE_MS}). */
  readonly patienceMs?: number;
}

/**
 * Default patience, in milliseconds. A last try of a write begins well within the 30 s after which others take an open
 * wave for abandoned.
 */
const PATIENCE_MS = 20_000;
/** The first pause, doubled after each further try without an answer, up to the longest. In milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** A try that got no answer, and why. */
export class Unanswered {
  readonly cause: string;
  constructor(cause: string) {
    this.cause = cause;
  }
}

/**
 * Tries until there is an answer.
 * @throws {StorageUnavailable} when patience ends, or `signal` is aborted, without one
 */
export async function untilAnswered<T>(
  { clock, signal, patienceMs = PATIENCE_MS }: Patience,
  attempt: () => Promise<T | Unanswered>,
): Promise<T> {
  const end = clock.monotonic() + patienceMs;
  let cause = 'not tried';
  for (let pause = FIRST_PAUSE_MS; !signal?.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const answer = await attempt();
    if (!(answer instanceof Unanswered)) return answer;
    cause = answer.cause;
    if (clock.monotonic() + pause > end) break;
    await clock.sleep(pause, signal);
  }
  throw new StorageUnavailable(`Storage gave no answer (${cause})${signal?.aborted ? '; no longer waited for' : ''}.`);
}

/**
 * One row, asked for until there is an answer.
 * @throws {StorageUnavailable} when patience ends first
 */
export function readPatiently(
  patience: Patience,
  table: Table,
  partition: string,
  key: string,
  columns?: readonly string[],
): Promise<Row | undefined> {
  return untilAnswered(patience, () => orUnanswered(table.read(partition, key, columns)));
}

/**
 * A page of a range, asked for until there is an answer.
 * @throws {StorageUnavailable} when patience ends first
 */
export function rangePatiently(patience: Patience, table: Table, partition: string, range: Range): Promise<Page> {
  return untilAnswered(patience, () => orUnanswered(table.range(partition, range)));
}

async function orUnanswered<T>(reading: Promise<T>): Promise<T | Unanswered> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StorageUnavailable) return new Unanswered(error.message);
    throw error;
  }
}
