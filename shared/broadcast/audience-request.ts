import { child, type Faults } from '../input/faults.ts';
import { objectAt, quote, refuseUnknown } from '../input/fields.ts';
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
/** As many users as a test may be for. */
export const MAX_TEST_USERS = 10;
/** More sources than this say in pieces what one could say whole. */
export const MAX_SOURCES = 100;

const objectId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an AAD object id, in either case. */
export function isObjectId(text: string): boolean {
  return objectId.test(text);
}

/** Reads `audience`, noting every fault. What it gives is only to be used when there is none. */
export function parseAudience(value: unknown, path: string, faults: Faults): AudienceRequest {
  const audience = objectAt(value, path, faults);
  if (!audience) return { include: [], exclude: [] };
  refuseUnknown(audience, ['include', 'exclude'], path, faults);
  const include = child(path, 'include');
  if (audience['include'] === undefined) faults.add(include, 'missing-field', 'Say who is to get the message.');
  if (Array.isArray(audience['include']) && audience['include'].length === 0) {
    faults.add(include, 'empty-list', 'Name at least one source, `{"type": "everyone"}` for example.');
  }
  return {
    include: parseSources(audience['include'], include, faults),
    exclude: parseSources(audience['exclude'], child(path, 'exclude'), faults),
  };
}

function parseSources(value: unknown, path: string, faults: Faults): readonly Source[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.add(path, 'wrong-type', 'This must be an array of sources.');
    return [];
  }
  if (value.length > MAX_SOURCES) {
    faults.add(path, 'too-many-items', `There are ${value.length} sources; ${MAX_SOURCES} is the most.`);
    return [];
  }
  return value.map((source, i) => parseSource(source, child(path, i), faults)).filter((s) => s !== undefined);
}

function parseSource(value: unknown, path: string, faults: Faults): Source | undefined {
  const source = objectAt(value, path, faults);
  if (!source) return undefined;
  switch (source['type']) {
    case 'everyone':
      refuseUnknown(source, ['type'], path, faults);
      return { type: 'everyone' };
    case 'users':
      refuseUnknown(source, ['type', 'ids'], path, faults);
      return { type: 'users', ids: parseIds(source['ids'], child(path, 'ids'), faults) };
    case undefined:
      faults.add(child(path, 'type'), 'missing-field', `Say of which type the source is: ${known}.`);
      return undefined;
    default:
      faults.add(
        child(path, 'type'),
        'unknown-source-type',
        `${quote(source['type'])} is not a type of source of this version; it has ${known}.`,
      );
      return undefined;
  }
}

const known = sourceTypes.map(quote).join(' and ');

function parseIds(value: unknown, path: string, faults: Faults): readonly string[] {
  if (value === undefined) faults.add(path, 'missing-field', 'Name the users by their AAD object ids.');
  else if (!Array.isArray(value)) faults.add(path, 'wrong-type', 'This must be an array of AAD object ids.');
  else if (value.length === 0) faults.add(path, 'empty-list', 'Name at least one user.');
  else if (value.length > MAX_IDS) {
    faults.add(path, 'too-many-items', `There are ${value.length} ids; ${MAX_IDS} is the most in one source.`);
  } else {
    const ids = new Set<string>();
    for (const [i, id] of value.entries()) {
      if (typeof id === 'string' && objectId.test(id)) ids.add(id.toLowerCase());
      else faults.add(child(path, i), 'invalid-id', `${quote(id)} is not an AAD object id (8-4-4-4-12 hex digits).`);
    }
    return [...ids].sort();
  }
  return [];
}

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
