import { type AudienceRequest, namedIn } from '../broadcast/audience-request.ts';
import type { Context } from '../context.ts';
import { rangePatiently } from '../storage/commit.ts';
import { USERS, userKey } from './conversation.ts';

/** A page of the table is read from the beginning, and from these of the others' quarters that it does not reach. */
const QUARTERS = ['4', '8', 'c'];
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

/** About how many people are on record in a tenant, as {@link expectedRecipients} counts everyone. @throws {StorageUnavailable} */
export async function expectedUsers(context: Context, tenant: string): Promise<number> {
  const first = await stretchFrom(context, tenant, USERS.from, USERS.before, 0, 1);
  // Most tenants are on one page.
  if (first.share === 1) return first.users;
  const others = QUARTERS.flatMap((digit, i) => {
    const next = QUARTERS[i + 1];
    const begin = (i + 1) / 4;
    if (begin <= first.share) return [];
    const before = next === undefined ? USERS.before : userKey(next);
    return [stretchFrom(context, tenant, userKey(digit), before, begin, begin + 1 / 4)];
  });
  const stretches = [first, ...(await Promise.all(others))];
  const users = stretches.reduce((sum, stretch) => sum + stretch.users, 0);
  const share = stretches.reduce((sum, stretch) => sum + stretch.share, 0);
  return Math.round(users / Math.max(share, 1e-9));
}

/** The users on the first page of a stretch of the ids, and the share of all possible ids that the page covers. */
async function stretchFrom(
  context: Context,
  tenant: string,
  from: string,
  before: string,
  begin: number,
  end: number,
): Promise<{ users: number; share: number }> {
  const range = { from, before, limit: PAGE, columns: ['v'] };
  const { rows, more } = await rangePatiently(context, context.tables.conversations, tenant, range);
  const last = more ? positionOf(rows.at(-1)?.key ?? from) : end;
  return { users: rows.length, share: Math.max(0, last - begin) };
}

/** Where a key lies among all ids, 0 to 1. */
function positionOf(key: string): number {
  const first = Number.parseInt(key.slice(USERS.from.length, USERS.from.length + 8), 16);
  return Number.isNaN(first) ? 0 : first / 2 ** 32;
}
