import type { Clock } from '../clock.ts';
import type { Queue } from '../storage/queue.ts';
import { StorageRefused, StorageUnavailable, type Table } from '../storage/table.ts';

/** So long a right that was there is taken to be there still, ms: Azure itself takes minutes until a role has gone. */
const GOOD = 300_000;

/** An ETag that no row has, in the form that the service gives them. */
const NO_ETAG = `W/"datetime'2000-01-01T00%3A00%3A00.0000000Z'"`;
/** A message that no queue has, by an id and a receipt of the form that the service gives them. */
const NO_MESSAGE = {
  id: '00000000-0000-4000-8000-000000000000',
  receipt: 'AgAAAAMAAAAAAAAAAAAAAAAAAAA=',
  text: '',
  dequeueCount: 0,
};

/**
 * Whether a table may be written to: a row that is not there is to be replaced, which nobody can. Storage says that it is not
 * there to who may write, and 403 to who may only read. (So the emulator; of Azure no document says that it looks at rights
 * first. A right that is refused is lacking; one that is not is most likely there.)
 * @throws {StorageUnavailable} it may not, or storage gives no answer
 */
export async function mayWrite(table: Table, partition: string): Promise<void> {
  const answer = await table.write(partition, [{ do: 'replace', key: 'ready', values: { v: 1 }, etag: NO_ETAG }]);
  if (answer.outcome === 'unanswered') throw new StorageUnavailable(answer.cause);
}

/**
 * Whether messages may be taken off a queue: one that is not there is to be removed, as above. That it may be put to is not
 * seen by this: nothing can be put that is not there afterwards.
 * @throws {StorageUnavailable} it may not, or storage gives no answer
 */
export async function mayRemove(queue: Queue): Promise<void> {
  try {
    await queue.remove(NO_MESSAGE);
  } catch (error) {
    // That there can be no such message is said of the message, and not of who asks.
    if (!(error instanceof StorageRefused)) throw error;
  }
}

/** A look at rights that is made anew once in five minutes while it finds them, and each time while it does not. */
export function seldom(clock: Pick<Clock, 'monotonic'>, look: () => Promise<unknown>): () => Promise<void> {
  let good = Number.NEGATIVE_INFINITY;
  return async () => {
    if (clock.monotonic() - good < GOOD) return;
    await look();
    good = clock.monotonic();
  };
}
