import { storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Problem } from '../errors.ts';
import { cancelBroadcast } from '../lifecycle/cancel.ts';
import { createBroadcast } from '../lifecycle/create.ts';
import { isClosed, readBroadcastNow } from '../lifecycle/reading.ts';
import { retryBroadcast } from '../lifecycle/retry.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { decodeBody, idOfBroadcastRow, messageRow } from '../records/broadcast-row.ts';
import { readPlan } from '../records/store.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { findDelivery, listDeliveries } from './deliveries.ts';
import { openOperations } from './open-operations.ts';
import { listRefused } from './refused.ts';
import type { Broadcasts, BroadcastView } from './service.ts';
import { openTenants } from './tenant-of.ts';
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

  const tenants = openTenants(context, allowedTenants);

  return {
    ...openOperations(context, tenants, { locate, view }),

    async create({ tenant: named, ...input }) {
      const tenant = await tenants.known(named);
      if (tenant === undefined) throw new Problem('tenant-required');
      return await view(tenant, await createBroadcast(context, { ...input, tenant }));
    },

    async list({ tenant: named, test, limit, cursor }) {
      const after = cursor === undefined ? undefined : decodeCursor(CURSOR, cursor)[0];
      if (after !== undefined && !after.startsWith('b')) throw new Problem('invalid-cursor');
      const tenant = await tenants.known(named);
      if (tenant === undefined) return { items: [], next: null };
      const items: BroadcastView[] = [];
      for (let last = after; ; ) {
        const room = limit - items.length;
        const range = {
          ...(last === undefined ? { from: 'b' } : { after: last }),
          before: 'c',
          columns: ['v', 'test'],
        };
        // Tests are few among many.
        const asked = { ...range, limit: test ? 1_000 : room };
        const page = await rangePatiently(context, context.tables.broadcasts, tenant, asked);
        const fitting = page.rows.filter(({ values }) => (values['test'] === true) === (test ?? false));
        const rows = fitting.slice(0, room);
        const found = await Promise.all(rows.map((row) => viewUnlessDamaged(tenant, idOfBroadcastRow(row.key))));
        items.push(...found.filter((one) => one !== undefined));
        const isCut = rows.length < fitting.length;
        last = (isCut ? rows : page.rows).at(-1)?.key;
        if ((!page.more && !isCut) || last === undefined) return { items, next: null };
        if (isCut || items.length === limit) return { items, next: encodeCursor(CURSOR, [last]) };
      }
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
