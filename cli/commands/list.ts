import type { Command } from '../command.ts';
import { table } from '../output/table.ts';
import { instant, oneLine, painted } from '../output/words.ts';
import { type PagingOptions, showList } from './paging.ts';

export interface ListOptions extends PagingOptions {
  readonly status?: readonly string[];
  readonly createdBy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tests?: boolean;
  readonly tenant?: string;
}

/** Lists broadcasts, the newest first. */
export const list: Command<ListOptions> = async (session, _, options) => {
  const { status = [], createdBy, from, to, tests, tenant } = options;
  const query = new URLSearchParams();
  for (const one of status) query.append('status', one);
  for (const [name, value] of Object.entries({ createdBy, from, to, tenant })) {
    if (value !== undefined) query.set(name, value);
  }
  if (tests) query.set('test', 'true');
  await showList(
    session,
    {
      page: (asked) => session.api.list(asked),
      lines: (items, paper) =>
        table(
          paper,
          ['ID', 'STATUS', 'DELIVERED', 'CREATED', 'BY', 'SUMMARY'],
          items.map(({ id, status, counts, createdAt, createdBy, summary }) => [
            id,
            painted(paper, status),
            `${counts.delivered} of ${counts.audience}`,
            instant(createdAt),
            oneLine(createdBy),
            oneLine(summary),
          ]),
        ),
    },
    options,
    query,
  );
  return undefined;
};
