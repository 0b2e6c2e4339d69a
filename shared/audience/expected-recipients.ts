import { type AudienceRequest, namedIn } from '../broadcast/audience-request.ts';
import type { Context } from '../context.ts';
import { rangePatiently } from '../storage/commit.ts';
import { USERS, userKey } from './conversation.ts';

/** A page of the table is read from the beginning of each quarter of the ids. */
const BEGINNINGS = ['0', '4', '8', 'c'];
const PAGE = 1_000;

/**
 * About how many recipients an audience has: exact for named users, and for everyone of a tenant of up to a thousand
 * people. Beyond that it is told from how close together the first ids of each quarter lie: object ids are random, so
 * four pages say it to a few percent. Where they are not random it says too few rather than too many.
 * @throws {StorageUnavailable}
 */
export async function expectedRecipients(
  context: Context,
  tenant: string,
  { include, exclude }: AudienceRequest,
): Promise<number> {
  const excluded = namedIn(exclude);
  const named = [...namedIn(include)].filter((id) => !excluded.has(id)).length;
  if (!include.some(({ type }) => type === 'everyone')) return named;
  // Whom everyone and a list have in common is not looked up.
  if (exclude.some(({ type }) => type === 'everyone')) return named;
  return Math.max(named, (await expectedUsers(context, tenant)) - excluded.size);
}

async function expectedUsers(context: Context, tenant: string): Promise<number> {
  const parts = await Promise.all(BEGINNINGS.map((_, i) => partFrom(context, tenant, i)));
  const users = parts.reduce((sum, part) => sum + part.users, 0);
  const share = parts.reduce((sum, part) => sum + part.share, 0);
  return Math.round(users / Math.max(share, 1e-9));
}

/** The users on one page, and the share of all possible ids that the page covers. */
async function partFrom(context: Context, tenant: string, i: number): Promise<{ users: number; share: number }> {
  const next = BEGINNINGS[i + 1];
  const from = i === 0 ? USERS.from : userKey(BEGINNINGS[i]!);
  const before = next === undefined ? USERS.before : userKey(next);
  const range = { from, before, limit: PAGE, columns: ['v'] };
  const { rows, more } = await rangePatiently(context, context.tables.conversations, tenant, range);
  const begin = i / BEGINNINGS.length;
  const end = more ? positionOf(rows.at(-1)?.key ?? from) : begin + 1 / BEGINNINGS.length;
  return { users: rows.length, share: Math.max(0, end - begin) };
}

/** Where a key lies among all ids, 0 to 1. */
function positionOf(key: string): number {
  const first = Number.parseInt(key.slice(USERS.from.length, USERS.from.length + 8), 16);
  return Number.isNaN(first) ? 0 : first / 2 ** 32;
}
