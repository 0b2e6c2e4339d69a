import { TENANTS, tenantRow } from '../audience/conversation.ts';
import { decodeTenant } from '../audience/tenants.ts';
import type { Context } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { readPatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { type Row, StorageUnavailable } from '../storage/table.ts';

/** A process asks for a tenant's address again after this, ms: it changes when a tenant moves region. */
const FRESH = 60_000;

interface Known {
  readonly url: string | undefined;
  readonly at: number;
}

const known = new WeakMap<Context, Map<string, Known>>();

/**
 * Where to reach Teams for a tenant: the address its newest activity came with, or the one of the cloud.
 * @param anew ask storage even if the answer is known
 * @throws {StorageUnavailable} when it was never known
 * @throws {DamagedRow} when it can't be read, and there is no address to use instead
 * @returns nothing when the tenant was never heard from and the configuration names no address
 */
export async function serviceUrlOf(context: Context, tenant: string, anew = false): Promise<string | undefined> {
  const cache = known.get(context) ?? new Map<string, Known>();
  known.set(context, cache);
  const cached = cache.get(tenant);
  if (cached && !anew && context.clock.monotonic() - cached.at < FRESH) return cached.url;
  try {
    const row = await readPatiently(context, context.tables.conversations, TENANTS, tenantRow(tenant));
    const url = heardFrom(context, row) ?? context.defaultServiceUrl;
    cache.set(tenant, { url, at: context.clock.monotonic() });
    return url;
  } catch (error) {
    // A wave may be claimed already: the address of a minute ago serves it better than none.
    if (!cached || !(error instanceof StorageUnavailable)) throw error;
    return cached.url;
  }
}

/** A damaged row is written anew by the tenant's next activity; until then there may be another address to use. */
function heardFrom({ defaultServiceUrl, log }: Context, row: Row | undefined): string | undefined {
  if (!row) return undefined;
  if (defaultServiceUrl === undefined) return decodeTenant(row).serviceUrl;
  const tenant = unlessDamaged(() => decodeTenant(row), logDamage({ log }));
  return tenant?.serviceUrl;
}
