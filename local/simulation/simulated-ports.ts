import type { Queue } from '../../shared/storage/queue.ts';
import { StorageUnavailable, type Table } from '../../shared/storage/table.ts';
import type { Machine } from './machine.ts';
import type { Weather } from './weather.ts';

/** Milliseconds that storage takes: there, and back. */
const [QUICK, SLOW] = [1, 15];
/** A try of a storage request is given up after this, ms. */
const TRY = 5_000;

/** What the weather is now: faults can be ended while a simulation runs. */
export type Forecast = () => Weather;

/** A crash or freeze of the machine at a request. @returns whether the request is never sent */
function strikes(machine: Machine, weather: Weather): 'before' | 'after' | undefined {
  if (machine.chance() < weather.machine.freeze) machine.freeze(machine.travel(1_000, 60_000));
  if (machine.chance() >= weather.machine.crash) return undefined;
  return machine.chance() < 0.5 ? 'before' : 'after';
}

/**
 * A request of a machine to a service: it travels, has its effect there, and the answer travels back.
 * @param effect what happens at the service
 * @param reach whether the request arrives, and whether its answer does; late: how long after it was given up
 */
function request<T>(
  machine: Machine,
  weather: Weather,
  effect: () => Promise<T>,
  reach: { readonly arrives: boolean; readonly answered: boolean; readonly late?: number },
  unanswered: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!machine.alive) return;
    const strike = strikes(machine, weather);
    if (strike === 'before') return machine.crash();
    const settle = (promise: Promise<T>, after: number) =>
      promise.then(
        (value) => machine.hear(after, () => resolve(value)),
        (error: unknown) => machine.hear(after, () => reject(error)),
      );
    if (reach.late !== undefined) machine.time.after(TRY + reach.late, () => void effect());
    if (!reach.arrives) return void settle(unanswered(), reach.late === undefined ? machine.travel(QUICK, TRY) : TRY);
    machine.time.after(machine.travel(QUICK, SLOW), () => {
      const done = effect();
      if (strike === 'after') machine.crash();
      else void settle(reach.answered ? done : done.then(unanswered), machine.travel(QUICK, SLOW));
    });
  });
}

/** A table as a machine reaches it. */
export function reachTable(table: Table, machine: Machine, forecast: Forecast): Table {
  const reading = <T>(effect: () => Promise<T>): Promise<T> => {
    const weather = forecast();
    const arrives = machine.chance() >= weather.storage.silent;
    const silence = () => Promise.reject(new StorageUnavailable('silence'));
    return request(machine, weather, effect, { arrives, answered: true }, silence);
  };
  return {
    read: (partition, key, columns) => reading(() => table.read(partition, key, columns)),
    range: (partition, range) => reading(() => table.range(partition, range)),
    write: (partition, changes) => {
      const weather = forecast();
      const { lostAnswer, lostRequest, late } = weather.storage;
      const draw = machine.chance();
      const isLate = draw < late;
      const arrives = !isLate && draw >= late + lostRequest;
      const answered = draw >= late + lostRequest + lostAnswer;
      const reach = { arrives, answered, ...(isLate && { late: machine.travel(0, 20_000) }) };
      const unanswered = async () => ({ outcome: 'unanswered', cause: 'weather' }) as const;
      return request(machine, weather, () => table.write(partition, changes), reach, unanswered);
    },
  };
}

/** A queue as a machine reaches it: messages get lost and doubled on it. */
export function reachQueue(queue: Queue, machine: Machine, forecast: Forecast): Queue {
  const silence = () => Promise.reject(new StorageUnavailable('silence'));
  const asked = <T>(effect: () => Promise<T>): Promise<T> => {
    const weather = forecast();
    const draw = machine.chance();
    const { silent } = weather.storage;
    return request(machine, weather, effect, { arrives: draw >= silent / 2, answered: draw >= silent }, silence);
  };
  return {
    put: (text, delayMs) =>
      asked(async () => {
        const { lost, twice } = forecast().queue;
        if (machine.chance() >= lost) await queue.put(text, delayMs);
        if (machine.chance() < twice) await queue.put(text, machine.travel(0, 60_000));
      }),
    take: (max, hideMs) => asked(() => queue.take(max, hideMs)),
    remove: (taken) => asked(() => queue.remove(taken)),
  };
}
