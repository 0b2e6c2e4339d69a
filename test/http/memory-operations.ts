import type { Operations } from '../../shared/api/operations.ts';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { TenantView } from '../../shared/api/views/operations.ts';
import { namedIn } from '../../shared/broadcast/audience-request.ts';
import { Problem } from '../../shared/errors.ts';

/** The only tenant that this has heard of. */
export const HEARD_OF = 'contoso.com';

const never = { lastHour: 0, lastDay: 0, newestAt: null };

/** What an operator can do, without anything behind it. */
export function memoryOperations(view: (id: string) => BroadcastView): Operations {
  const on: TenantView = { tenant: HEARD_OF, sending: 'on', since: null, by: null, reason: null, broadcasts: 0 };
  let tenant = on;
  const found = (id: string): TenantView => {
    if (id !== HEARD_OF) throw new Problem('tenant-not-found');
    return tenant;
  };
  return {
    async resolve({ request: { audience, maxRate }, tenant: named }) {
      const total = namedIn(audience.include).size;
      const lasting = { rate: maxRate ?? 45, ms: 0 };
      return {
        ...{ tenant: named ?? HEARD_OF, asOf: new Date(0).toISOString(), complete: true, cursor: null, total },
        ...{ bySource: [], excluded: 0, reachable: total, unreachable: [], unknown: { count: 0, ids: [] } },
        ...{ requests: total, duration: { atLearnedRate: null, atConfiguredRate: lasting } },
      };
    },
    async reach({ tenant: named }) {
      const states = { active: 1, unopened: 0, uninstalled: 0, blocked: 0, archived: 0, deleted: 0 };
      const none = { known: 0, reachable: 0, states: { ...states, active: 0 }, confirmed: never };
      return {
        ...{ tenant: named ?? HEARD_OF, asOf: new Date(0).toISOString(), complete: true, cursor: null },
        ...{ people: { known: 1, reachable: 1, states, confirmed: never }, teams: none, channels: none, chats: none },
        languages: [{ language: 'unknown', count: 1 }],
      };
    },
    redrive: async (id) => view(id),
    redriveAll: async () => ({ messages: 0, broadcasts: [] }),
    tenant: async (id) => found(id),
    async stopTenant(id, by, reason) {
      found(id);
      const since = new Date(0).toISOString();
      if (tenant.sending === 'on') tenant = { ...on, sending: 'stopped', since, by, reason: reason ?? null };
      return tenant;
    },
    async startTenant(id, by) {
      found(id);
      if (tenant.sending === 'stopped') tenant = { ...on, since: new Date(0).toISOString(), by };
      return tenant;
    },
  };
}
