import { TENANTS, tenantRow } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { readPatiently } from '../storage/commit.ts';
import { StorageUnavailable } from '../storage/table.ts';

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
 * @returns nothing when the tenant was never heard from and the configuration names no address
 */
export async function serviceUrlOf(context: Context, tenant: string, anew = false): Promise<string | undefined> {
  const cache = known.get(context) ?? new Map<string, Known>();
  known.set(context, cache);
  const cached = cache.get(tenant);
  if (cached && !anew && context.clock.monotonic() - cached.at < FRESH) return cached.url;
  try {
    const row = await readPatiently(context, context.tables.conversations, TENANTS, tenantRow(tenant));
    const heard = row?.values['serviceUrl'];
    const url = typeof heard === 'string' ? heard : context.defaultServiceUrl;
    cache.set(tenant, { url, at: context.clock.monotonic() });
    return url;
  } catch (error) {
    // A wave may be claimed already: the address of a minute ago serves it better than none.
    if (!cached || !(error instanceof StorageUnavailable)) throw error;
    return cached.url;
  }
}
