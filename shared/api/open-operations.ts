import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import { redriveAll, redriveBroadcast } from '../lifecycle/redrive.ts';
import { startTenant, stopTenant } from '../lifecycle/stop-tenant.ts';
import { activeBroadcasts } from '../pace/gate-store.ts';
import { readSendingSwitch, type SendingSwitch } from '../records/sending-switch.ts';
import type { Operations, TenantView } from './operations.ts';
import { resolveAudience } from './resolve.ts';
import type { TenantOf } from './tenant-of.ts';
import type { BroadcastView } from './views/broadcast.ts';

/** What a broadcast is looked up by, and shown as. */
export interface Shown {
  /** The tenant of an id. @throws {Problem} broadcast-not-found */
  locate(id: string): Promise<string>;
  /** As it is now: no older reading, for it must show what was done. */
  viewAfter(tenant: string, id: string): Promise<BroadcastView>;
  /** Nobody is shown a broadcast any more as it was before now. */
  forgetViews(): void;
}

/** What the API lets an operator do beside sending. */
export function openOperations(
  context: Context,
  tenants: TenantOf,
  { locate, viewAfter, forgetViews }: Shown,
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

    async redrive(id) {
      const tenant = await locate(id);
      if (!(await redriveBroadcast(context, tenant, id))) throw new Problem('broadcast-not-found');
      return await viewAfter(tenant, id);
    },

    async redriveAll({ tenant }) {
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
