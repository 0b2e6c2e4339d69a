import { type AudienceRequest, type Source, storedAudience } from '../broadcast/audience-request.ts';
import { type Context, freshId } from '../context.ts';
import { bodyRow, decodeBody } from '../records/body-row.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { audienceRow } from '../records/broadcast-keys.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import type { Row } from '../storage/table.ts';

/** Where a broadcast names somebody by their id. */
export type Naming = readonly ('include' | 'exclude')[];

interface StoredNaming {
  readonly audience: AudienceRequest;
  readonly row: Row;
}

/** @throws {DamagedRow} */
export async function readAudience(context: Context, { tenant, id }: Broadcast): Promise<StoredNaming | undefined> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, audienceRow(id));
  return row && { audience: decodeBody(row, tenant, storedAudience), row };
}

/** By the row of a broadcast alone: whether it names anybody. */
export function namesAnybody({ audience: { include, exclude = [] } }: Broadcast): boolean {
  return [...include, ...exclude].some(({ type }) => type === 'users');
}

export function namingOf(audience: AudienceRequest, person: string): Naming {
  return (['include', 'exclude'] as const).filter((list) => audience[list].some((source) => isNamedIn(source, person)));
}

const isNamedIn = (source: Source, person: string) => source.type === 'users' && source.ids.includes(person);

/**
 * Takes somebody out of the list of whom a broadcast names.
 * @returns whether they were in it
 * @throws {DamagedRow}
 */
export async function eraseNaming(context: Context, broadcast: Broadcast, person: string): Promise<boolean> {
  for (;;) {
    const stored = await readAudience(context, broadcast);
    if (!stored || namingOf(stored.audience, person).length === 0) return false;
    const without = (sources: readonly Source[]) =>
      sources.map((source) =>
        source.type === 'users' ? { ...source, ids: source.ids.filter((id) => id !== person) } : source,
      );
    const { include, exclude } = stored.audience;
    const change = bodyRow(stored.row.key, { include: without(include), exclude: without(exclude) });
    if (change.do !== 'insert') throw new TypeError('A body is inserted.');
    const wid = freshId(context);
    const values = { ...change.values, [WID]: wid };
    const next = { do: 'replace', key: change.key, values, etag: stored.row.etag } as const;
    const result = await commit(context, context.tables.broadcasts, broadcast.tenant, [next], wid);
    if (result.outcome === 'mine') return true;
  }
}
