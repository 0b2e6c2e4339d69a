import { TENANTS } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import { rangePatiently } from '../storage/commit.ts';

/**
 * The tenant that is named, or the only one there is.
 * @param allowed empty in local mode: then every tenant is, and the only one heard from needs no naming
 * @returns nothing when no tenant was ever heard from
 * @throws {Problem} tenant-required, tenant-not-allowed
 */
export async function knownTenant(
  context: Context,
  allowed: readonly string[],
  named: string | undefined,
): Promise<string | undefined> {
  if (named !== undefined) {
    if (allowed.length > 0 && !allowed.includes(named)) throw new Problem('tenant-not-allowed');
    return named;
  }
  if (allowed.length === 1) return allowed[0]!;
  if (allowed.length > 1) throw new Problem('tenant-required');
  const { rows } = await rangePatiently(context, context.tables.conversations, TENANTS, { limit: 2, columns: ['v'] });
  if (rows.length > 1) throw new Problem('tenant-required');
  return rows[0]?.key;
}
