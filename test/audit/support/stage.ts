import assert from 'node:assert/strict';
import { doorTo } from '../../../local/http-routes.ts';
import type { Role } from '../../../shared/access/role.ts';
import { openServices } from '../../../shared/api/broadcasts.ts';
import { openTrail } from '../../../shared/audit/trail.ts';
import { openWorld, TENANT } from '../../fuzz/support/world.ts';
import { type Api, openApi } from '../../http/call.ts';

/** An entry of the audit as it is listed. */
interface Entry {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly request: {
    readonly id: string;
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>> | null;
  };
  readonly outcome: { readonly status: number; readonly code: string | null; readonly times: number } | null;
}

/** The API on the product in memory, as several people see it, under a clock that moves only when it is told to. */
export async function openStage() {
  const world = await openWorld(20, 10);
  const { context } = world;
  const services = openServices(context, [TENANT]);
  const stopping = new AbortController();
  const trail = openTrail({ ...context, stopping: stopping.signal });
  /** The API, as somebody with these roles sees it. */
  const as = (name: string, ...roles: Role[]): Api =>
    openApi(() => ({
      ...doorTo(services(TENANT), trail),
      callerOf: async () => ({ id: `id-of-${name}`, name, roles, tenant: TENANT }),
    }));
  const admin = as('Ada', 'admin');
  /** A second later: what is asked in one millisecond has no order. */
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    const done = await world.settle(promise);
    await world.pass(1_000);
    return done;
  };
  const entries = async (query = '') => {
    const { status, body } = await settle(admin.call(`audit${query}`));
    assert.equal(status, 200, JSON.stringify(body));
    return body as unknown as { readonly items: readonly Entry[]; readonly next: string | null };
  };
  const body = { message: { text: 'Hello' }, audience: { include: [{ type: 'everyone' }] } };
  /** The process is asked to end. */
  const stop = () => stopping.abort();
  return { world, context, stop, as, admin, settle, entries, trail, body };
}
