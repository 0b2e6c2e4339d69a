import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { localCaller } from '../shared/access/caller.ts';
import type { Broadcasts } from '../shared/api/service.ts';
import { type AuditTrail, openTrail } from '../shared/audit/trail.ts';
import { systemClock } from '../shared/clock.ts';
import type { Invocation } from '../shared/http/handle.ts';
import { audit, exportAudit } from '../shared/http/routes/audit.ts';
import { broadcast } from '../shared/http/routes/broadcast.ts';
import { broadcasts } from '../shared/http/routes/broadcasts.ts';
import { cancel } from '../shared/http/routes/cancel.ts';
import { deliveries } from '../shared/http/routes/deliveries.ts';
import { delivery } from '../shared/http/routes/delivery.ts';
import type { Door, OpenDoor } from '../shared/http/routes/door.ts';
import { exportDeliveries } from '../shared/http/routes/export.ts';
import { health } from '../shared/http/routes/health.ts';
import { message } from '../shared/http/routes/message.ts';
import { nothingHere } from '../shared/http/routes/nothing-here.ts';
import { openApi } from '../shared/http/routes/openapi.ts';
import { pause } from '../shared/http/routes/pause.ts';
import { person } from '../shared/http/routes/person.ts';
import { personData } from '../shared/http/routes/person-data.ts';
import { reach } from '../shared/http/routes/reach.ts';
import { ready } from '../shared/http/routes/ready.ts';
import { reasons } from '../shared/http/routes/reasons.ts';
import { recall } from '../shared/http/routes/recall.ts';
import { redrive, redriveAll } from '../shared/http/routes/redrive.ts';
import { refused } from '../shared/http/routes/refused.ts';
import { release } from '../shared/http/routes/release.ts';
import { resolve } from '../shared/http/routes/resolve.ts';
import { resume } from '../shared/http/routes/resume.ts';
import { retry } from '../shared/http/routes/retry.ts';
import { startTenant, stopTenant, tenant } from '../shared/http/routes/tenant.ts';
import { webhook } from '../shared/http/routes/webhook.ts';
import { appendOnly } from '../shared/storage/append-only.ts';
import { version } from '../shared/version.ts';
import { memoryTable } from './memory/memory-table.ts';

export type Route = (request: HttpRequest, context: Invocation, open: OpenDoor) => Promise<HttpResponseInit>;

/** The API's door in local mode, to a service that is there. */
export function doorTo(broadcasts: Broadcasts, trail = newTrail()): Door {
  return {
    callerOf: async () => localCaller,
    broadcasts: async () => broadcasts,
    trail: async () => trail,
    ready: async () => ({ status: 'ready', asOf: new Date().toISOString(), version, checks: [], watcherRanAt: null }),
  };
}

/** An audit of its own, in memory. */
function newTrail(): AuditTrail {
  const now = () => systemClock.now();
  return openTrail({
    clock: systemClock,
    now,
    random: Math.random,
    log: () => {},
    audit: appendOnly(memoryTable(now)),
    stopping: new AbortController().signal,
  });
}

/** Each route as the functions register it, those with the most literal segments first, as the real host prefers them. */
const routes: readonly [template: string, route: Route][] = [
  ['openapi.json', openApi],
  ['audience/resolve', resolve],
  ['broadcasts/refused', refused],
  ['audit/export', exportAudit],
  ['broadcasts/{id}/message', message],
  ['broadcasts/{id}/reasons', reasons],
  ['broadcasts/{id}/deliveries', deliveries],
  ['broadcasts/{id}/deliveries/export', exportDeliveries],
  ['broadcasts/{id}/cancel', cancel],
  ['broadcasts/{id}/pause', pause],
  ['broadcasts/{id}/recall', recall],
  ['broadcasts/{id}/release', release],
  ['broadcasts/{id}/resume', resume],
  ['broadcasts/{id}/redrive', redrive],
  ['broadcasts/{id}/retry', retry],
  ['tenants/{tenant}/stop', stopTenant],
  ['tenants/{tenant}/start', startTenant],
  ['broadcasts/{id}/webhook', webhook],
  ['broadcasts/{id}/deliveries/{type}/{recipient}', delivery],
  ['people/{aadObjectId}/data', personData],
  ['people/{aadObjectId}', person],
  ['tenants/{tenant}', tenant],
  ['reach', reach],
  ['redrive', redriveAll],
  ['health', health],
  ['ready', ready],
  ['audit', audit],
  ['broadcasts', broadcasts],
  ['broadcasts/{id}', broadcast],
];

/**
 * The route of a path without a host between: for tests and the simulation.
 * @param path below /api, without a query, percent-encoded
 */
export function routeOf(path: string): { route: Route; params: Record<string, string> } {
  const given = path.split('/');
  for (const [template, route] of routes) {
    const segments = template.split('/');
    const fits = (s: string, i: number) => (s.startsWith('{') ? given[i] !== '' : s === given[i]);
    if (segments.length !== given.length || !segments.every(fits)) continue;
    const names = segments.flatMap((s, i) => (s.startsWith('{') ? [[s.slice(1, -1), given[i] ?? ''] as const] : []));
    return { route, params: Object.fromEntries(names) };
  }
  return { route: nothingHere, params: { rest: path } };
}
