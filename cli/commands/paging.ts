import type { PageOf } from '../../shared/api/views/page.ts';
import { everyPage } from '../api/pages.ts';
import type { Session } from '../session.ts';
import type { Screen } from '../terminal/screen.ts';

export interface PagingOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** How a list is fetched, and shown to people. */
export interface List<T> {
  readonly page: (query: URLSearchParams) => Promise<PageOf<T>>;
  readonly lines: (items: readonly T[], paper: Screen) => readonly string[];
}

/**
 * Shows one page of a list, or all of it. `--json` gives the page as it is; with `--all`, an item a line (NDJSON), so that
 * a million need no more memory than a thousand.
 * @param query what else is asked for
 */
export async function showList<T>(
  { out }: Session,
  { page, lines }: List<T>,
  { limit, cursor, all }: PagingOptions,
  query: URLSearchParams,
): Promise<void> {
  if (cursor !== undefined) query.set('cursor', cursor);
  if (!all) {
    if (limit !== undefined) query.set('limit', String(limit));
    const shown = await page(query);
    await out.show(shown, ({ items }, paper) => (items.length > 0 ? lines(items, paper) : []));
    if (shown.items.length === 0) out.note('None.');
    if (shown.next !== null && !out.json) out.note(`There are more: --all, or --cursor ${shown.next}`);
    return;
  }
  let isFirst = true;
  for await (const { items } of everyPage(page, query)) {
    // A table goes on below its head.
    const told = out.json ? items.map((item) => JSON.stringify(item)) : lines(items, out.paper).slice(isFirst ? 0 : 1);
    if (items.length > 0) await out.write(`${told.join('\n')}\n`);
    if (items.length > 0) isFirst = false;
  }
}
