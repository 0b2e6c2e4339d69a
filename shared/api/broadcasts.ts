import { storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { cancelBroadcast } from '../lifecycle/cancel.ts';
import { countReasons } from '../lifecycle/count-reasons.ts';
import { createBroadcast } from '../lifecycle/create.ts';
import { editBroadcast } from '../lifecycle/edit.ts';
import { pauseOnRequest, resumeBroadcast } from '../lifecycle/pause.ts';
import { recallBroadcast } from '../lifecycle/recall.ts';
import { releaseBroadcast } from '../lifecycle/release.ts';
import { retryBroadcast } from '../lifecycle/retry.ts';
import { decodeBody } from '../records/body-row.ts';
import { messageRow } from '../records/broadcast-keys.ts';
import { readBroadcast } from '../records/store.ts';
import { readPatiently } from '../storage/commit.ts';
import { CostlyReadings } from './costly-readings.ts';
import { deletePerson } from './delete-person.ts';
import { eachDelivery, findDelivery, listDeliveries } from './deliveries.ts';
import { listBroadcasts } from './list-broadcasts.ts';
import { openOperations } from './open-operations.ts';
import { openOwnBroadcasts, type ReadingParts } from './own-broadcasts.ts';
import { readPerson } from './person.ts';
import { personRecords } from './person-data.ts';
import { reasonViews } from './reasons.ts';
import { listRefused } from './refused.ts';
import { readRelease } from './release.ts';
import type { Broadcasts } from './service.ts';
import { SharedReadings } from './shared-readings.ts';
import { openTenants } from './tenant-of.ts';
import type { BroadcastView } from './views/broadcast.ts';
import type { ReasonsView } from './views/delivery.ts';
import type { ReachView } from './views/reach.ts';
import { readWebhook, tellAgain } from './webhook.ts';
import { Whose } from './whose.ts';

/**
 * What the API does with broadcasts, and with the people they are for, as one tenant is let see it; without one, as
 * whoever runs the app does.
 */
export type Services = (tenant?: string) => Broadcasts;

/** @param allowedTenants empty in local mode: then every tenant is, and the only one heard from needs no naming */
export function openServices(context: Context, allowedTenants: readonly string[]): Services {
  // An end is not shown again, for a retry may take it back: whoever follows one would take it for the end of that.
  const views = new SharedReadings<BroadcastView>(context.clock, ({ endedAt }) => endedAt === null);
  const reasons = new SharedReadings<ReasonsView>(context.clock, ({ pollAfterMs }) => pollAfterMs !== null);
  const reaches = new CostlyReadings<ReachView>(context.clock);
  const whose = new Whose(context);
  const parts = { context, views, reasons, reaches, whose, isOnly: allowedTenants.length === 1 };
  const all = openService({ ...parts, allowedTenants });
  return (tenant) => (tenant === undefined ? all : openService({ ...parts, allowedTenants: [tenant], tenant }));
}

/** As {@link openServices} without a tenant. */
export function openBroadcasts(context: Context, allowedTenants: readonly string[]): Broadcasts {
  return openServices(context, allowedTenants)();
}

/** What a service is made of. What it remembers is shared by those of all tenants. */
interface Parts extends ReadingParts {
  readonly reaches: CostlyReadings<ReachView>;
  readonly allowedTenants: readonly string[];
  /** There is one tenant alone: what names none, or another, is its own. */
  readonly isOnly: boolean;
}

function openService(parts: Parts): Broadcasts {
  const { context, reasons, reaches, allowedTenants, isOnly, tenant: own } = parts;
  const { locate, closing, viewAfter, forgetViews, act, viewShared, viewInList } = openOwnBroadcasts(parts);
  const tenants = openTenants(context, allowedTenants);

  return {
    ...openOperations(context, tenants, { act, forgetViews, reaches, own }),

    async create({ tenant: named, ...input }) {
      const tenant = await tenants.known(named);
      if (tenant === undefined) throw new Problem('tenant-required');
      return await viewAfter(tenant, await createBroadcast(context, { ...input, tenant }));
    },

    knownTenant: (named) => tenants.known(named),

    async list({ tenant: named, ...query }) {
      return await listBroadcasts(context, await tenants.known(named), query, viewInList);
    },

    async get(id) {
      return await viewShared(id);
    },

    async message(id) {
      const tenant = await locate(id);
      const broadcast = await readBroadcast(context, tenant, id);
      if (!broadcast) throw new Problem('broadcast-not-found');
      const { version = 1 } = broadcast;
      const row = await readPatiently(context, context.tables.broadcasts, tenant, messageRow(id, version));
      if (!row) throw new Problem('broadcast-not-found');
      return { ...decodeBody(row, tenant, storedMessage), version };
    },

    async deliveries(id, page) {
      const closed = await closing(id);
      return await listDeliveries(context, id, { ...page, closed });
    },

    async *eachDelivery(id, filter) {
      const closed = await closing(id);
      yield* eachDelivery(context, id, filter, closed);
    },

    async reasons(id) {
      return await reasons.read(id, async () => {
        const [{ run, pollAfterMs }, closed] = await Promise.all([viewShared(id), closing(id)]);
        return { items: reasonViews(await countReasons(context, id, run, closed)), pollAfterMs };
      });
    },

    async delivery(id, type, recipient) {
      const closed = await closing(id);
      return await findDelivery(context, id, type, recipient, closed);
    },

    cancel: (id, by) => act(id, (tenant) => cancelBroadcast(context, tenant, id, by)),

    async toRelease(id) {
      return await readRelease(context, await locate(id), id);
    },

    release: (id, asked, by) => act(id, (tenant) => releaseBroadcast(context, tenant, id, asked, by)),

    pause: (id, by) => act(id, (tenant) => pauseOnRequest(context, tenant, id, by)),

    resume: (id) => act(id, (tenant) => resumeBroadcast(context, tenant, id)),

    retry: (id, retry) => act(id, (tenant) => retryBroadcast(context, tenant, id, retry)),

    async webhook(id) {
      return await readWebhook(context, await locate(id), id);
    },

    async tellAgain(id) {
      return await tellAgain(context, await locate(id), id);
    },

    edit: (id, message, by, seen) => act(id, (tenant) => editBroadcast(context, tenant, id, message, by, seen)),

    recall: (id) => act(id, (tenant) => recallBroadcast(context, tenant, id)),

    async refused(page) {
      return await listRefused(context, page, (tenant) => own === undefined || isOnly || tenant === own);
    },

    async person({ id, tenant: named, ...query }) {
      return await readPerson(context, await tenants.known(named), id, query);
    },

    async *personData({ id, tenant: named }) {
      yield* personRecords(context, await tenants.known(named), id);
    },

    async deletePerson({ id, tenant: named, cursor }) {
      return await deletePerson(context, await tenants.known(named), id, cursor);
    },
  };
}
