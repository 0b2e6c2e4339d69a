import type { Context } from '../context.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { Unanswered, untilAnswered } from '../storage/patience.ts';

/** The partition, in the table of broadcasts, with a row for each tenant that has ever had one. */
const SENDERS = 'senders';

/**
 * Notes that a tenant has broadcasts, before its first one is stored: the watcher looks at these tenants, and at no
 * others, so it must be known to be written.
 * @throws {StorageUnavailable}
 */
export async function noteSender(context: Context, tenant: string): Promise<void> {
  await untilAnswered(context, async () => {
    const answer = await context.tables.broadcasts.write(SENDERS, [{ do: 'put', key: tenant, values: { v: 1 } }]);
    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
  });
}

/** Whether a tenant has ever had a broadcast. */
export async function isSender(context: Context, tenant: string): Promise<boolean> {
  return (await readPatiently(context, context.tables.broadcasts, SENDERS, tenant)) !== undefined;
}

/** The tenants that have had broadcasts, page by page. */
export async function* senders(context: Context): AsyncGenerator<string, void, void> {
  for (let after: string | undefined; ; ) {
    const range = { ...(after !== undefined && { after }), columns: ['v'] };
    const page = await rangePatiently(context, context.tables.broadcasts, SENDERS, range);
    for (const row of page.rows) yield row.key;
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}
