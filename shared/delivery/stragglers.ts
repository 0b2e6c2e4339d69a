import type { Context } from '../context.ts';
import type { Pace } from '../pace/pace.ts';

/**
 * How many answers a process has stopped waiting for, of all its shards for one tenant. They are few, or they are no
 * stragglers: when Teams answers nobody, every wave must stand still until that is seen, or all that could be sent until
 * then would be uncertain.
 */
export class Stragglers {
  readonly #limit: number;
  #count = 0;

  /** @param limit at most this many at a time */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Leaves these behind, all or none. @returns whether there was room for them */
  leaveBehind(count: number): boolean {
    if (this.#count + count > this.#limit) return false;
    this.#count += count;
    return true;
  }

  /** One of those left behind has been answered, or given up. */
  arrived(): void {
    this.#count--;
  }
}

const known = new WeakMap<Pace, Stragglers>();

/** Those of a tenant in this process: half a second's worth of the rate, as many as the smallest wave worth claiming. */
export function stragglersOf({ rate }: Pick<Context, 'rate'>, pace: Pace): Stragglers {
  const stragglers = known.get(pace) ?? new Stragglers(Math.max(1, Math.floor(rate / 2)));
  known.set(pace, stragglers);
  return stragglers;
}
