import type { Context } from '../context.ts';
import { StorageUnavailable } from '../storage/table.ts';

/** The row, in a partition of its own of the table of broadcasts, that says by its time of writing when the watcher ran. */
const WATCHER = 'watcher';
const RAN = 'ran';

/**
 * Leaves word that the watcher runs. Each five minutes that is 8,640 writes a month: less than a tenth of a cent.
 * @throws {StorageUnavailable}
 */
export async function noteWatcher({ tables }: Context): Promise<void> {
  const answer = await tables.broadcasts.write(WATCHER, [{ do: 'put', key: RAN, values: { v: 1 } }]);
  if (answer.outcome === 'unanswered') throw new StorageUnavailable(answer.cause);
}

/**
 * When the watcher left word last, ms since 1970 (service clock); nothing when it never did.
 * @throws {StorageUnavailable}
 */
export async function watcherRanAt({ tables }: Pick<Context, 'tables'>): Promise<number | undefined> {
  return (await tables.broadcasts.read(WATCHER, RAN, ['v']))?.writtenAt;
}
