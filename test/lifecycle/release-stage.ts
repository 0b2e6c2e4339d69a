import assert from 'node:assert/strict';
import { doorTo, routeOf } from '../../local/http-routes.ts';
import { jsonRequest } from '../../local/json-request.ts';
import type { Caller } from '../../shared/access/caller.ts';
import type { Role } from '../../shared/access/role.ts';
import { openServices } from '../../shared/api/broadcasts.ts';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { ReleaseView } from '../../shared/api/views/release.ts';
import type { Context } from '../../shared/context.ts';
import type { OutgoingActivity } from '../../shared/teams/teams.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';
import { type Answer, answerOf } from '../http/call.ts';

/** Somebody of the tenant. Two may be called the same. */
export const person = (id: string, role: Role, name = id): Caller => ({ id, name, roles: [role], tenant: TENANT });

/** An author who may not send, and three who may. */
export const ada = person('ada', 'author');
export const [bob, cleo, dan] = [person('bob', 'sender'), person('cleo', 'sender'), person('dan', 'admin')];

/** The setting that asks for two pairs of eyes. */
export const pair = { secondPerson: true };

/** How an answer refuses: its status and its code. */
export const refused = ({ status, body }: Answer) => [status, body['code']];

/** The API over its routes, by whoever asks, on storage in memory; the app runs once it is told to. */
export async function releaseStage(people: number, settings: Partial<Context> = {}) {
  const world = await openWorld(people, 5);
  Object.assign(world.context, settings);
  const { send } = world.context.teams;
  const got: OutgoingActivity[] = [];
  world.context.teams.send = async (to, activity) => {
    got.push(activity);
    return await send(to, activity);
  };
  const services = openServices(world.context, [TENANT]);

  async function call(
    caller: Caller,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { route, params } = routeOf(path.split('?')[0]!);
    const request = jsonRequest({ method, path, headers, body }, params);
    const door = { ...doorTo(services(caller.tenant)), callerOf: async () => caller };
    const invocation = { invocationId: 'one', error: (...said: unknown[]) => assert.fail(said.map(String).join(' ')) };
    return await answerOf(await world.settle(route(request, invocation, () => door)));
  }

  const view = ({ body }: Answer) => body as unknown as BroadcastView;
  const shown = async (id: string) =>
    (await call(dan, 'GET', `broadcasts/${id}/release`)).body as unknown as ReleaseView;
  return {
    ...{ world, call, view, got, shown },
    start: () => world.start((error) => assert.ifError(error)),
    /** Asks for a broadcast; everyone unless said. @returns its id */
    async create(caller: Caller, asked: object = {}): Promise<string> {
      const body = { message: { text: 'draft' }, audience: { include: [{ type: 'everyone' }] }, ...asked };
      const answer = await call(caller, 'POST', 'broadcasts', body);
      assert.equal(answer.status, 202, answer.text);
      return view(answer).id;
    },
    look: async (id: string) => view(await call(dan, 'GET', `broadcasts/${id}`)),
    edit: (caller: Caller, id: string, text: string) => call(caller, 'PATCH', `broadcasts/${id}/message`, { text }),
    /** As whoever reads what is shown, and releases that. */
    async release(caller: Caller, id: string, fingerprint?: string, confirm?: boolean): Promise<Answer> {
      const what = { fingerprint: fingerprint ?? (await shown(id)).fingerprint };
      return await call(caller, 'POST', `broadcasts/${id}/release`, { ...what, ...(confirm && { confirm }) });
    },
    ended: (id: string, minutes = 2) =>
      world.until(minutes, async () => {
        const { broadcasts } = world.context.tables;
        const { rows } = await broadcasts.range(TENANT, { from: 'b', before: 'c' });
        return rows.some(({ values }) => values['id'] === id && values['endedAt'] !== undefined);
      }),
    wait: (minutes: number) => world.until(minutes, async () => false),
  };
}
