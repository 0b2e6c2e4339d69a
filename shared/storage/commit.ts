/**
 * Writing so that in the end one knows: rules W2 and W3 of the protocol.
 *
 * An answer can be lost after the write was applied, and its repetition is then refused as a conflict with itself. So
 * every write carries a fresh id, and a refusal is settled by reading whose id the row has. Whoever lost computes anew
 * from the row that was read; the old body is never sent with a new ETag.
 */
import type { Patience } from './patience.ts';
import { readPatiently, Unanswered, untilAnswered } from './patience.ts';
import type { Change, Row, Table } from './table.ts';

export type { Patience } from './patience.ts';
export { rangePatiently, readPatiently } from './patience.ts';

/** The column with the fresh id of the write that made the row as it is. */
export const WID = 'wid';

export type Committed =
  /**
   * This write is what the row holds. `etags` in the order of the changes; '' for a delete, and for other rows of a
   * transaction whose answer was lost (they have to be read before they can be replaced).
   */
  | { readonly outcome: 'mine'; readonly etags: readonly string[] }
  /** It is not, or no longer. `row` is what is there instead, nothing when it is gone. */
  | { readonly outcome: 'lost'; readonly row: Row | undefined };

/**
 * Writes one change or one transaction, and finds out what became of it.
 * @param patience clock, how long to repeat without an answer, and a signal to stop repeating
 * @param changes at least one has `wid` in its {@link WID} column; of those, the first one's row tells the outcome
 * @param wid fresh for this write, never used for another
 * @throws {StorageUnavailable} when patience ends first: the write may or may not have been applied, or may yet be
 * @throws {StorageRefused} when the changes break a limit of the service
 */
export async function commit(
  patience: Patience,
  table: Table,
  partition: string,
  changes: readonly [Change, ...Change[]],
  wid: string,
): Promise<Committed> {
  const telling = changes.findIndex((change) => change.do !== 'delete' && change.values[WID] === wid);
  const key = changes[telling]?.key;
  if (key === undefined) throw new TypeError(`None of the changes carries its id in the column "${WID}".`);

  const written = await untilAnswered(patience, async () => {
    const answer = await table.write(partition, changes);
    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
  });
  if (written.outcome === 'applied') return { outcome: 'mine', etags: written.etags };

  const row = await readPatiently(patience, table, partition, key);
  if (row?.values[WID] !== wid) return { outcome: 'lost', row };
  return { outcome: 'mine', etags: changes.map((_, i) => (i === telling ? row.etag : '')) };
}
