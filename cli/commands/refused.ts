import type { Command } from '../command.ts';
import { table } from '../output/table.ts';
import { instant, oneLine } from '../output/words.ts';
import { type PagingOptions, showList } from './paging.ts';

/** Lists what came in by the queue and was not taken. */
export const refused: Command<PagingOptions> = async (session, _, options) => {
  await showList(
    session,
    {
      page: (query) => session.api.refused(query),
      lines: (items, paper) =>
        table(
          paper,
          ['ID', 'REFUSED', 'CODE', 'WHY'],
          items.map(({ id, refusedAt, code, detail, errors }) => [
            id,
            instant(refusedAt),
            code,
            oneLine([detail, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' ')),
          ]),
        ),
    },
    options,
    new URLSearchParams(),
  );
  return undefined;
};
