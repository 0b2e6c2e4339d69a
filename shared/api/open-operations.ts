import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { redriveAll, redriveBroadcast } from '../lifecycle/redrive.ts';
import { startTenant, stopTenant } from '../lifecycle/stop-tenant.ts';
import { activeBroadcasts } from '../pace/gate-store.ts';
import { readSendingSwitch, type SendingSwitch } from '../records/sending-switch.ts';
import type { CostlyReadings } from './costly-readings.ts';
import type { Operations } from './operations.ts';
import { readReach } from './reach.ts';
import { resolveAudience } from './resolve.ts';
import type { TenantOf } from './tenant-of.ts';
import type { BroadcastView } from './views/broadcast.ts';
import type { TenantView } from './views/operations.ts';
import type { ReachView } from './views/reach.ts';

/** How an action on a broadcast is answered. */
export interface Actions {
  /**
   * Does something with a broadcast, and shows it as it is then.
   * @param what gives nothing when there is none
   * @throws {Problem} broadcast-not-found
   */
  act(id: string, what: (tenant: string) => Promise<unknown>): Promise<BroadcastView>;
  /** Nobody is shown a broadcast any more as it was before now. */
  forgetViews(): void;
  /** How many are on record: of all tenants. */
  readonly reaches: CostlyReadings<ReachView>;
  /** The tenant of whoever acts, beyond which nothing is done; absent: they may do it everywhere. */
  readonly own: string | undefined;
}

/** What the API lets an operator do beside sending. */
export function openOperations(
  context: Context,
  tenants: TenantOf,
  { act, forgetViews, reaches, own }: Actions,
): Operations {
  const shown = async (tenant: string, { stopped, at, by, reason }: SendingSwitch): Promise<TenantView> => ({
    tenant,
    sending: stopped ? 'stopped' : 'on',
    since: at === undefined ? null : new Date(at).toISOString(),
    by: by ?? null,
    reason: reason ?? null,
    broadcasts: (await activeBroadcasts(context, tenant)).length,
  });

  return {
    async resolve({ request, tenant: named }) {
      const tenant = await tenants.known(named);
      if (tenant === undefined) throw new Problem('tenant-required');
      return await resolveAudience(context, tenant, request);
    },

    async reach({ tenant: named, cursor }) {
      return await readReach(context, reaches, await tenants.known(named), cursor);
    },

    redrive: (id) => act(id, (tenant) => redriveBroadcast(context, tenant, id)),

    async redriveAll({ tenant = own }) {
      const redriven = await redriveAll(context, tenant === undefined ? undefined : await tenants.known(tenant));
      forgetViews();
      return redriven;
    },

    async tenant(id) {
      const tenant = await tenants.existing(id);
      return await shown(tenant, await readSendingSwitch(context, tenant));
    },

    async stopTenant(id, by, reason) {
      const tenant = await tenants.existing(id);
      const turned = await stopTenant(context, tenant, by, reason);
      forgetViews();
      return await shown(tenant, turned);
    },

    async startTenant(id, by) {
      const tenant = await tenants.existing(id);
      const turned = await startTenant(context, tenant, by);
      forgetViews();
      return await shown(tenant, turned);
    },
  };
}
