import type { Context } from '../context.ts';
import { audienceRow, editRange, messageRow } from '../records/broadcast-keys.ts';
import { forgottenOnes, forgottenRow } from '../records/forgotten-row.ts';
import { tellingRange, untoldRange } from '../records/telling-row.ts';
import { deleteRange } from '../storage/delete-range.ts';
import { Unanswered, untilAnswered } from '../storage/patience.ts';

/**
 * So long after a broadcast is out of sight its rows are there, ms: an export that had begun is whole, and whoever had
 * read the broadcast just before is done with it. No function runs for longer than ten minutes (host.json).
 */
const SETTLED = 3_600_000;

/**
 * Deletes all rows of the broadcasts that are forgotten. The row that says so goes last: a crash leaves nothing that
 * nobody looks for.
 * @param isOver whether to leave the rest for another time
 * @returns of how many broadcasts nothing is left
 * @throws {StorageUnavailable} asked again, it goes on
 */
export async function deleteForgotten(context: Context, tenant: string, isOver: () => boolean): Promise<number> {
  const { broadcasts, deliveries } = context.tables;
  let count = 0;
  for await (const { id, since } of forgottenOnes(context, tenant)) {
    if (context.now() < since + SETTLED) continue;
    if (!(await deleteRange(context, deliveries, id, {}, isOver))) return count;
    for (const range of [editRange(id), tellingRange(id), untoldRange(id)]) {
      if (!(await deleteRange(context, broadcasts, tenant, range, isOver))) return count;
    }
    for (const key of [messageRow(id), audienceRow(id), forgottenRow(id)]) await deleteRow(context, tenant, key);
    count++;
  }
  return count;
}

async function deleteRow(context: Context, tenant: string, key: string): Promise<void> {
  await untilAnswered(context, async () => {
    const answer = await context.tables.broadcasts.write(tenant, [{ do: 'delete', key }]);
    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
  });
}
