import type { Command } from '../command.ts';
import { table } from '../output/table.ts';
import { instant, painted } from '../output/words.ts';
import { type PagingOptions, showList } from './paging.ts';

export interface FilterOptions {
  readonly state?: readonly string[];
  readonly code?: string;
  readonly q?: string;
}

/** The filters of deliveries as the API takes them. */
export function filterQuery({ state = [], code, q }: FilterOptions): URLSearchParams {
  const query = new URLSearchParams();
  for (const one of state) query.append('state', one);
  if (code !== undefined) query.set('code', code);
  if (q !== undefined) query.set('q', q);
  return query;
}

/** Lists how each recipient of a broadcast stands. */
export const deliveries: Command<FilterOptions & PagingOptions> = async (session, [id = ''], options) => {
  await showList(
    session,
    {
      page: (query) => session.api.deliveries(id, query),
      lines: (items, paper) =>
        table(
          paper,
          ['RECIPIENT', 'STATE', 'ATTEMPTS', 'AT', 'WHY'],
          items.map(({ recipient, state, attempts, at, reason }) => [
            recipient.id,
            painted(paper, state),
            String(attempts),
            instant(at),
            reason ? `${reason.code}: ${reason.message}` : '',
          ]),
        ),
    },
    options,
    filterQuery(options),
  );
  return undefined;
};
