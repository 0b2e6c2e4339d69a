import { hasShape, isText, listOf } from '../storage/columns.ts';

/** Who is meant: everyone with a personal chat on record, or users by their AAD object ids. */
export type Source = { readonly type: 'everyone' } | UsersSource;

export interface UsersSource {
  readonly type: 'users';
  /** In lower case, each once, sorted: the order in which shards are planned. */
  readonly ids: readonly string[];
}

export interface AudienceRequest {
  readonly include: readonly Source[];
  readonly exclude: readonly Source[];
}

/** The sources of this version; `team`, `channel`, `chat`, `group` and `list` are names kept for later ones. */
export const sourceTypes = ['everyone', 'users'] as const;

/** As many ids as one source may name. */
export const MAX_IDS = 10_000;
/**
 * As many ids as all sources of a list may name together: more than a body of 1 MB has room for, at 39 bytes each. So only what
 * is no id is ever refused by it; a fault for each of half a million is more than the call stack of the schemas' library holds.
 */
export const MAX_IDS_TOGETHER = 30_000;
/** As many users as a test may be for. */
export const MAX_TEST_USERS = 10;
/** More sources than this say in pieces what one could say whole. */
export const MAX_SOURCES = 100;

/** An AAD object id: 8-4-4-4-12 hex digits, in either case. */
export const objectIdPattern = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** The ids that sources name, each once. */
export function namedIn(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.flatMap((source) => (source.type === 'users' ? source.ids : [])));
}

/** A source as it is shown: how many it names, not whom. */
export function summaryOfSource(source: Source): { readonly type: string; readonly count?: number } {
  return { type: source.type, ...(source.type === 'users' && { count: source.ids.length }) };
}

/** An audience as it was stored, or nothing when it is none (a source of a later version among them). */
export function storedAudience(value: unknown): AudienceRequest | undefined {
  return hasShape<AudienceRequest>(value, { include: areSources, exclude: areSources }) ? value : undefined;
}

const areSources = (value: unknown): boolean => listOf(value, isSource) !== undefined;

const isSource = (value: unknown): value is Source =>
  hasShape<{ type: string }>(value, { type: (type) => type === 'everyone' }) ||
  hasShape<UsersSource>(value, { type: (type) => type === 'users', ids: (ids) => listOf(ids, isText) !== undefined });
