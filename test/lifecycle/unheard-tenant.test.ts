import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { clouds } from '../../shared/settings/cloud.ts';
import type { Teams } from '../../shared/teams/teams.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

const UNHEARD = '77777777-2222-4333-8444-555555555555';
const GCC = clouds.gcc.serviceUrl ?? assert.fail();
const OWN = 'https://teams.example/amer/';

/** Sends to two people of a tenant by their ids. @returns the addresses that Teams was asked at */
async function addressesFor(tenant: string, defaultServiceUrl: string): Promise<string[]> {
  const world = await openWorld(2, 3);
  const asked: string[] = [];
  const noting = <K extends keyof Teams>(name: K): Teams[K] => {
    const ask = world.context.teams[name] as (to: { serviceUrl: string }, ...rest: unknown[]) => unknown;
    return ((to: { serviceUrl: string }, ...rest: unknown[]) => {
      asked.push(to.serviceUrl);
      return ask(to, ...rest);
    }) as Teams[K];
  };
  const teams = { ...world.context.teams, createConversation: noting('createConversation'), send: noting('send') };
  const context = Object.assign(world.context, { teams, defaultServiceUrl });
  world.start((error) => assert.ifError(error));
  const id = await world.settle(
    createBroadcast(context, {
      request: {
        message: { text: 'hello', textFormat: 'plain' },
        audience: { include: [{ type: 'users', ids: [world.user(0), world.user(1)] }], exclude: [] },
        onUncertain: 'hold',
      },
      tenant,
      caller: 'author',
      createdBy: 'author',
    }),
  );
  const broadcasts = openBroadcasts(context, []);
  assert.ok(await world.until(10, async () => (await broadcasts.get(id)).counts.delivered === 2));
  return [...new Set(asked)];
}

test('a tenant that was never heard from is reached at the address of the cloud, or the one that is set', async () => {
  for (const { serviceUrl } of [...Object.values(clouds), { serviceUrl: OWN }]) {
    if (serviceUrl !== undefined) assert.deepEqual(await addressesFor(UNHEARD, serviceUrl), [serviceUrl]);
  }
});

test('a tenant that was heard from is reached where its newest activity came from', async () => {
  assert.deepEqual(await addressesFor(TENANT, GCC), ['https://teams.example/']);
});
