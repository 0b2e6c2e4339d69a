import { TENANTS } from '../audience/conversation.ts';
import { storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Problem } from '../errors.ts';
import { cancelBroadcast } from '../lifecycle/cancel.ts';
import { createBroadcast } from '../lifecycle/create.ts';
import { pauseOnRequest, resumeBroadcast } from '../lifecycle/pause.ts';
import { isClosed, readBroadcastNow } from '../lifecycle/reading.ts';
import { retryBroadcast } from '../lifecycle/retry.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { decodeBody, idOfBroadcastRow, messageRow } from '../records/broadcast-row.ts';
import { readPlan } from '../records/store.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { findDelivery, listDeliveries } from './deliveries.ts';
import { listRefused } from './refused.ts';
import type { Broadcasts, BroadcastView } from './service.ts';
import { viewOf } from './view.ts';

const CURSOR = 'broadcasts';

/**
 * What the API does with broadcasts.
 * @param allowedTenants empty in local mode: then every tenant is, and the only one heard from needs no naming
 */
export function openBroadcasts(context: Context, allowedTenants: readonly string[]): Broadcasts {
  /** The tenant's partition of an id, from the broadcast's own partition. */
  async function locate(id: string): Promise<string> {
    const plan = isBroadcastId(id) ? await readPlan(context, id) : undefined;
    if (!plan) throw new Problem('broadcast-not-found');
    return plan.tenant;
  }

  async function view(tenant: string, id: string): Promise<BroadcastView> {
    const reading = await readBroadcastNow(context, tenant, id);
    if (!reading) throw new Problem('broadcast-not-found');
    return viewOf(reading, context.now(), context.timing);
  }

  /** One of many: the others are shown though it can't be. Asked for by itself it is an error. */
  async function viewUnlessDamaged(tenant: string, id: string): Promise<BroadcastView | undefined> {
    try {
      return await view(tenant, id);
    } catch (error) {
      const isGone = error instanceof Problem && error.code === 'broadcast-not-found';
      if (!isGone && !(error instanceof DamagedRow)) throw error;
      context.log('error', 'broadcast-not-shown', { broadcast: id, error: error.message });
      return undefined;
    }
  }

  /** The tenant that is named, or the only one there is. Nothing when no tenant was ever heard from. */
  async function knownTenant(named: string | undefined): Promise<string | undefined> {
    if (named !== undefined) {
      if (allowedTenants.length > 0 && !allowedTenants.includes(named)) throw new Problem('tenant-not-allowed');
      return named;
    }
    if (allowedTenants.length === 1) return allowedTenants[0]!;
    if (allowedTenants.length > 1) throw new Problem('tenant-required');
    const { rows } = await rangePatiently(context, context.tables.conversations, TENANTS, { limit: 2, columns: ['v'] });
    if (rows.length > 1) throw new Problem('tenant-required');
    return rows[0]?.key;
  }

  return {
    async create({ tenant: named, ...input }) {
      const tenant = await knownTenant(named);
      if (tenant === undefined) throw new Problem('tenant-required');
      return await view(tenant, await createBroadcast(context, { ...input, tenant }));
    },

    async list({ tenant: named, limit, cursor }) {
      const after = cursor === undefined ? undefined : decodeCursor(CURSOR, cursor)[0];
      if (after !== undefined && !after.startsWith('b')) throw new Problem('invalid-cursor');
      const tenant = await knownTenant(named);
      if (tenant === undefined) return { items: [], next: null };
      const range = { ...(after === undefined ? { from: 'b' } : { after }), before: 'c', limit, columns: ['v'] };
      const page = await rangePatiently(context, context.tables.broadcasts, tenant, range);
      const found = await Promise.all(page.rows.map((row) => viewUnlessDamaged(tenant, idOfBroadcastRow(row.key))));
      const items = found.filter((one) => one !== undefined);
      const last = page.rows.at(-1);
      return { items, next: page.more && last ? encodeCursor(CURSOR, [last.key]) : null };
    },

    async get(id) {
      return await view(await locate(id), id);
    },

    async message(id) {
      const tenant = await locate(id);
      const row = await readPatiently(context, context.tables.broadcasts, tenant, messageRow(id));
      if (!row) throw new Problem('broadcast-not-found');
      return decodeBody(row, tenant, storedMessage);
    },

    async deliveries(id, page) {
      const closed = await isClosed(context, await locate(id), id);
      return await listDeliveries(context, id, { ...page, closed });
    },

    async delivery(id, type, recipient) {
      const closed = await isClosed(context, await locate(id), id);
      return await findDelivery(context, id, type, recipient, closed);
    },

    async cancel(id) {
      const tenant = await locate(id);
      if (!(await cancelBroadcast(context, tenant, id))) throw new Problem('broadcast-not-found');
      return await view(tenant, id);
    },

    async pause(id, by) {
      const tenant = await locate(id);
      if (!(await pauseOnRequest(context, tenant, id, by))) throw new Problem('broadcast-not-found');
      return await view(tenant, id);
    },

    async resume(id) {
      const tenant = await locate(id);
      if (!(await resumeBroadcast(context, tenant, id))) throw new Problem('broadcast-not-found');
      return await view(tenant, id);
    },

    async retry(id, retry) {
      const tenant = await locate(id);
      if (!(await retryBroadcast(context, tenant, id, retry))) throw new Problem('broadcast-not-found');
      return await view(tenant, id);
    },

    async refused(page) {
      return await listRefused(context, page);
    },
  };
}
