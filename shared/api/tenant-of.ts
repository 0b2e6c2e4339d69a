import { TENANTS } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { isSender } from '../records/senders.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';

/** Which tenant a request is about. */
export interface TenantOf {
  /**
   * The tenant that is named, or the only one there is. Nothing when no tenant was ever heard from.
   * @throws {Problem} tenant-not-allowed, tenant-required
   */
  known(named: string | undefined): Promise<string | undefined>;
  /**
   * A tenant that is named by its id, and that has been heard from or has sent something: a slip of the pen must not
   * look as if it had done something.
   * @throws {Problem} tenant-not-allowed, tenant-not-found
   */
  existing(id: string): Promise<string>;
}

/** @param allowed empty in local mode: then every tenant is, and the only one heard from needs no naming */
export function openTenants(context: Context, allowed: readonly string[]): TenantOf {
  const { conversations } = context.tables;
  return {
    async known(named) {
      if (named !== undefined) {
        if (allowed.length > 0 && !allowed.includes(named)) throw new Problem('tenant-not-allowed');
        return named;
      }
      if (allowed.length === 1) return allowed[0]!;
      if (allowed.length > 1) throw new Problem('tenant-required');
      const { rows } = await rangePatiently(context, conversations, TENANTS, { limit: 2, columns: ['v'] });
      if (rows.length > 1) throw new Problem('tenant-required');
      return rows[0]?.key;
    },

    async existing(id) {
      if (allowed.includes(id)) return id;
      if (allowed.length > 0) throw new Problem('tenant-not-allowed');
      const isHeardFrom = (await readPatiently(context, conversations, TENANTS, id)) !== undefined;
      if (!isHeardFrom && !(await isSender(context, id))) throw new Problem('tenant-not-found');
      return id;
    },
  };
}
