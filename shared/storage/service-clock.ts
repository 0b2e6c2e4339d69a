/**
 * The storage service's time, which all instances share, estimated from the `Date` of its answers (protocol R6).
 *
 * A `Date` has whole seconds: the service's time when it answered lay within the second that begins there, and it
 * answered between sending and receiving. So each answer says that the distance between the service's clock and this
 * process's monotonic clock lies in an interval a second (and a round trip) wide. Answers come at all moments of a
 * second, and what they all allow soon is narrow: the estimate is the middle of that. This machine's own clock is used
 * only before the first answer, so its jumps do not matter.
 */
import type { Clock } from '../clock.ts';

/** How fast two clocks may drift apart: 50 millionths, a poor quartz. What is known widens by it on both sides. */
const DRIFT = 50e-6;
/**
 * Servers behind one address differ by some milliseconds, and a `Date` can be cached for a moment. A contradiction up
 * to this many milliseconds moves the estimate just as far as it must; beyond it, a clock was set (or this machine
 * slept), and what was known is forgotten.
 */
const DISAGREEMENT_MS = 250;

/** What the distance (service time − monotonic time) may be, in milliseconds, and when that was known. */
interface Known {
  readonly low: number;
  readonly high: number;
  readonly at: number;
}

export class ServiceClock {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  #known: Known | undefined;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
  }

  /**
   * Learns from an answer.
   * @param date its `Date`, milliseconds since 1970 in whole seconds
   * @param sent when the request went out, and
   * @param received when the answer was in: milliseconds of the same monotonic clock
   */
  readonly observe = (date: number, sent: number, received: number): void => {
    const heard: Known = { low: date - received, high: date + 1_000 - sent, at: received };
    this.#known = this.#known ? narrowed(widened(this.#known, received), heard) : heard;
  };

  /** The service's time in milliseconds since 1970; this machine's before the first answer. */
  now(): number {
    if (!this.#known) return this.#clock.now();
    return this.#clock.monotonic() + (this.#known.low + this.#known.high) / 2;
  }

  /** At most how far {@link now} is off, in milliseconds; infinite before the first answer. */
  uncertainty(): number {
    if (!this.#known) return Number.POSITIVE_INFINITY;
    const { low, high } = widened(this.#known, this.#clock.monotonic());
    return (high - low) / 2;
  }
}

function widened({ low, high, at }: Known, now: number): Known {
  const drift = Math.max(0, now - at) * DRIFT;
  return { low: low - drift, high: high + drift, at: Math.max(at, now) };
}

function narrowed(known: Known, heard: Known): Known {
  const low = Math.max(known.low, heard.low);
  const high = Math.min(known.high, heard.high);
  if (low <= high) return { low, high, at: known.at };
  if (low - high > DISAGREEMENT_MS) return heard;
  const width = Math.min(known.high - known.low, heard.high - heard.low);
  return heard.low > known.high
    ? { low: heard.low, high: heard.low + width, at: known.at }
    : { low: heard.high - width, high: heard.high, at: known.at };
}
