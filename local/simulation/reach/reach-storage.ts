import type { Queue } from '../../../shared/storage/queue.ts';
import { type Change, StorageUnavailable, type Table } from '../../../shared/storage/table.ts';
import type { MemoryQueue } from '../../memory/memory-queue.ts';
import type { Machine } from '../machine.ts';
import type { Weather } from '../weather.ts';
import { type Forecast, request } from './request.ts';

/** Counts the requests of all machines to storage, by what they are. */
export type Tally = Record<string, number>;

/** The way to storage. */
export interface Way {
  readonly machine: Machine;
  readonly forecast: Forecast;
  readonly tally: Tally;
  /** There and back it takes up to this, ms. */
  readonly most: number;
}

/**
 * A table as a machine reaches it.
 * @param isShared somebody else may touch its rows at times
 */
export function reachTable(table: Table, name: string, way: Way, isShared = true): Table {
  const { machine, forecast, tally } = way;
  const count = (what: string) => {
    tally[`${name} ${what}`] = (tally[`${name} ${what}`] ?? 0) + 1;
  };
  const reading = <T>(what: string, effect: () => Promise<T>): Promise<T> => {
    count(what);
    const weather = forecast();
    const arrives = machine.chance() >= weather.storage.silent;
    const silence = () => Promise.reject(new StorageUnavailable('silence'));
    return request(machine, weather, effect, { arrives, answered: true, most: longest(way, weather) }, silence);
  };
  return {
    read: (partition, key, columns) => reading('read', () => table.read(partition, key, columns)),
    range: (partition, range) => reading('query', () => table.range(partition, range)),
    write: (partition, changes) => {
      count('write');
      const weather = forecast();
      const { lostAnswer, lostRequest, late, touched, echoed } = weather.storage;
      const draw = machine.chance();
      const isLate = draw < late;
      const arrives = !isLate && draw >= late + lostRequest;
      const answered = draw >= late + lostRequest + lostAnswer;
      const isTouched = machine.chance() < touched && isShared;
      const isEchoed = machine.chance() < echoed;
      const reach = {
        arrives,
        answered,
        most: longest(way, weather),
        ...(isLate && { late: machine.travel(0, 20_000) }),
      };
      const unanswered = async () => ({ outcome: 'unanswered', cause: 'weather' }) as const;
      const effect = async () => {
        if (isTouched) await touch(table, partition, changes[0]);
        const answer = await table.write(partition, changes);
        return isEchoed && changes.some(isConditional) ? ({ outcome: 'refused' } as const) : answer;
      };
      return request(machine, weather, effect, reach, unanswered);
    },
  };
}

/** How much of all takes longer where storage crawls. */
const SLOWER = 0.4;

/** How long a request takes at most, ms. */
function longest({ machine, most }: Way, { storage: { crawls } }: Weather): number {
  return crawls > 0 && machine.chance() < SLOWER ? Math.max(crawls, most) : most;
}

/** Only what depends on what is there can come back as a conflict. */
const isConditional = (change: Change): boolean => change.do === 'insert' || 'etag' in change;

/** Writes a row again as it is: it has another ETag then. */
async function touch(table: Table, partition: string, { key }: Change): Promise<void> {
  const row = await table.read(partition, key);
  if (row) await table.write(partition, [{ do: 'replace', key, values: row.values, etag: row.etag }]);
}

/** A queue as a machine reaches it: messages get lost, doubled and late on it. */
export function reachQueue(queue: MemoryQueue, way: Way, isHint = true): Queue {
  const { machine, forecast, tally } = way;
  const silence = () => Promise.reject(new StorageUnavailable('silence'));
  const asked = <T>(what: string, effect: () => Promise<T>): Promise<T> => {
    tally[`queue ${what}`] = (tally[`queue ${what}`] ?? 0) + 1;
    const weather = forecast();
    const draw = machine.chance();
    const { silent } = weather.storage;
    const reach = { arrives: draw >= silent / 2, answered: draw >= silent, most: longest(way, weather) };
    return request(machine, weather, effect, reach, silence);
  };
  return {
    put: (text, delayMs = 0) =>
      asked('put', async () => {
        const { lost, twice, late } = forecast().queue;
        const delay = machine.chance() < late ? delayMs + machine.travel(0, 120_000) : delayMs;
        if (machine.chance() >= lost || !isHint) await queue.put(text, delay);
        if (machine.chance() < twice) await queue.put(text, machine.travel(0, 60_000));
      }),
    take: (max, hideMs) => asked('take', () => queue.take(max, hideMs)),
    oldest: () => asked('oldest', () => queue.oldest()),
    remove: (taken) => asked('remove', () => queue.remove(taken)),
  };
}
