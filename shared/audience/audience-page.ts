import { type AudienceRequest, namedIn } from '../broadcast/audience-request.ts';
import type { Context } from '../context.ts';
import type { ReasonCode } from '../shard/reasons.ts';
import { type Known, knownAmong, knownFrom } from './known-users.ts';

/** One who is meant. */
export interface Member {
  /** AAD object id in lower case. */
  readonly id: string;
  readonly conversation?: string;
  /** There is a personal chat on record. */
  readonly isKnown: boolean;
  /** As the client of theirs that was heard from last has it: not checked. */
  readonly timeZone?: string;
  /** Not to be sent to before this (ms since 1970). */
  readonly notBefore?: number;
  /** Known to be unreachable: why. */
  readonly skip?: ReasonCode;
}

/** A stretch of an audience, in the order of the ids. */
export interface AudiencePage {
  readonly members: readonly Member[];
  /** So many of this stretch would be members if nobody were excluded. */
  readonly excluded: number;
  /** The last id considered, whether meant or not: the next page begins after it. */
  readonly at: string | undefined;
  /** Nobody comes after. */
  readonly done: boolean;
}

/** An audience made ready to be paged through. */
export interface Audience {
  readonly everyone: boolean;
  /** Ids named one by one, sorted, each once. */
  readonly named: readonly string[];
  /** Nobody on record is meant (`everyone` is excluded). */
  readonly nobodyKnown: boolean;
  readonly excluded: ReadonlySet<string>;
}

export function audienceOf(request: AudienceRequest): Audience {
  return {
    everyone: request.include.some((source) => source.type === 'everyone'),
    named: [...namedIn(request.include)].sort(),
    nobodyKnown: request.exclude.some((source) => source.type === 'everyone'),
    excluded: namedIn(request.exclude),
  };
}

/**
 * The next stretch of an audience: "everyone" and named ids meet in one sorted merge, so nobody is in it twice.
 * @param after the last id considered so far
 * @param limit at most this many ids are considered
 */
export async function audiencePage(
  context: Context,
  tenant: string,
  audience: Audience,
  after: string | undefined,
  limit: number,
): Promise<AudiencePage> {
  const named = audience.named.filter((id) => after === undefined || id > after);
  const { ids, known, done } = audience.everyone
    ? await mergedWithEveryone(context, tenant, named, after, limit)
    : await namedOnly(context, tenant, named, limit);
  const members = ids
    .filter((id) => !audience.excluded.has(id) && !(audience.nobodyKnown && known.has(id)))
    .map((id) => memberOf(id, known.get(id)));
  return { members, excluded: ids.length - members.length, at: ids.at(-1) ?? after, done };
}

interface Considered {
  readonly ids: readonly string[];
  readonly known: ReadonlyMap<string, Known>;
  readonly done: boolean;
}

async function namedOnly(
  context: Context,
  tenant: string,
  named: readonly string[],
  limit: number,
): Promise<Considered> {
  const ids = named.slice(0, limit);
  return { ids, known: await knownAmong(context, tenant, ids), done: ids.length === named.length };
}

async function mergedWithEveryone(
  context: Context,
  tenant: string,
  named: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Considered> {
  const { known, more } = await knownFrom(context, tenant, after, limit);
  const last = [...known.keys()].at(-1);
  // Beyond the last one read there may be others on record, so named ids from there on wait for the next page.
  const reached = more && last !== undefined ? named.filter((id) => id <= last) : named;
  const all = [...new Set([...known.keys(), ...reached])].sort();
  const ids = all.slice(0, limit);
  return { ids, known, done: !more && ids.length === all.length && reached.length === named.length };
}

function memberOf(id: string, known: Known | undefined): Member {
  const isKnown = known !== undefined;
  if (known?.state === 'removed') return { id, isKnown, skip: 'app-uninstalled' };
  if (known?.state === 'blocked') return { id, isKnown, skip: 'blocked-by-user' };
  const { conversation, timeZone } = known ?? {};
  return {
    id,
    isKnown,
    ...(conversation !== undefined && { conversation }),
    ...(timeZone !== undefined && { timeZone }),
  };
}
