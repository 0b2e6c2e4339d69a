import type { Machine } from '../machine.ts';
import type { Weather } from '../weather.ts';

/** What the weather is now: faults can be ended while a simulation runs. */
export type Forecast = () => Weather;

/** Milliseconds that storage takes at least, there and back. */
const QUICK = 1;
/** A try of a storage request is given up after this, ms. */
const TRY = 5_000;

/** Whether a request arrives, and whether its answer does. */
export interface Reach {
  readonly arrives: boolean;
  readonly answered: boolean;
  /** It arrives this long after it was given up, ms. */
  readonly late?: number;
  /** There and back it takes up to this, ms. */
  readonly most: number;
}

/** What befalls a machine at a request. @returns when it crashes, if it does: before the request has left, or after */
export function strike(machine: Machine, weather: Weather): 'before' | 'after' | undefined {
  const { freeze, stop, crash } = weather.machine;
  if (freeze > 0 && machine.chance() < freeze) machine.freeze(machine.travel(1_000, 60_000));
  if (stop > 0 && machine.chance() < stop) machine.stop();
  if (crash === 0 || machine.chance() >= crash) return undefined;
  return machine.chance() < 0.5 ? 'before' : 'after';
}

/**
 * A request of a machine to storage: it travels, has its effect there, and the answer travels back.
 * @param effect what happens there
 * @param unanswered what the machine hears when no answer comes
 */
export function request<T>(
  machine: Machine,
  weather: Weather,
  effect: () => Promise<T>,
  reach: Reach,
  unanswered: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!machine.alive) return;
    const struck = strike(machine, weather);
    if (struck === 'before') return machine.crash();
    const settle = (promise: Promise<T>, after: number) =>
      promise.then(
        (value) => machine.hear(after, () => resolve(value)),
        (error: unknown) => machine.hear(after, () => reject(error)),
      );
    if (reach.late !== undefined) machine.time.after(TRY + reach.late, () => void effect());
    if (!reach.arrives) return void settle(unanswered(), reach.late === undefined ? machine.travel(QUICK, TRY) : TRY);
    machine.time.after(machine.travel(QUICK, reach.most / 2), () => {
      const done = effect();
      if (struck === 'after') machine.crash();
      else void settle(reach.answered ? done : done.then(unanswered), machine.travel(QUICK, reach.most / 2));
    });
  });
}
