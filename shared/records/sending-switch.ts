import { type Context, freshId } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { Columns } from '../storage/columns.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Change, Row, Values } from '../storage/table.ts';

/** Whether a tenant's broadcasts may be sent at all, and who said so last. */
export interface SendingSwitch {
  readonly stopped: boolean;
  /** When it was said, ms since 1970; absent: nobody ever has. */
  readonly at?: number;
  readonly by?: string;
  readonly reason?: string;
}

/** The row of a tenant's partition in the table of broadcasts. It is the truth; the gate has a copy. */
const SWITCH_ROW = 'switch';

/** Reads the row. @throws {DamagedRow} */
export function decodeSwitch({ key, values }: Pick<Row, 'key' | 'values'>, tenant: string): SendingSwitch {
  const c = new Columns({ table: 'Broadcasts', partition: tenant, row: key }, values);
  return {
    stopped: c.flag('stopped'),
    at: c.instant('at'),
    by: c.text('by'),
    ...(c.has('reason') && { reason: c.text('reason') }),
  };
}

/**
 * A tenant's switch. Without a row everything may be sent; one that can't be read may have stopped everything, and does.
 * @throws {StorageUnavailable}
 */
export async function readSendingSwitch(context: Context, tenant: string): Promise<SendingSwitch> {
  return (await readRow(context, tenant)).found;
}

/**
 * Turns the switch; turned the same way already it stays as it is, with who turned it.
 * @returns the switch as it stands then
 * @throws {StorageUnavailable}
 */
export async function turnSendingSwitch(
  context: Context,
  tenant: string,
  next: Required<Pick<SendingSwitch, 'stopped' | 'at' | 'by'>> & Pick<SendingSwitch, 'reason'>,
): Promise<SendingSwitch> {
  for (;;) {
    const { row, found } = await readRow(context, tenant);
    if (found.stopped === next.stopped) return found;
    const wid = freshId(context);
    const values: Values = { v: 1, ...next, [WID]: wid };
    const change: Change = row
      ? { do: 'replace', key: SWITCH_ROW, values, etag: row.etag }
      : { do: 'insert', key: SWITCH_ROW, values };
    if ((await commit(context, context.tables.broadcasts, tenant, [change], wid)).outcome === 'mine') return next;
  }
}

async function readRow(context: Context, tenant: string): Promise<{ row: Row | undefined; found: SendingSwitch }> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, SWITCH_ROW);
  if (!row) return { row, found: { stopped: false } };
  const read = unlessDamaged(() => decodeSwitch(row, tenant), logDamage(context));
  return { row, found: read ?? { stopped: true, at: row.writtenAt, reason: 'The record of this switch is damaged.' } };
}
