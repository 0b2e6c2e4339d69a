import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openServices } from '../../shared/api/broadcasts.ts';
import { enqueue } from '../../shared/api/door.ts';
import { OTHER, openWorld, TENANT } from '../fuzz/support/world.ts';

const world = await openWorld(3, 20);
const own = await world.create(TENANT, 'ours');
const theirs = await world.create(OTHER, 'theirs');

test('who drives everything on drives on what is of their tenant, and nothing else', async () => {
  const services = openServices(world.context, [TENANT, OTHER]);
  assert.deepEqual((await world.settle(services(OTHER).redriveAll({}))).broadcasts, [theirs]);
  assert.deepEqual((await world.settle(services(TENANT).redriveAll({}))).broadcasts, [own]);
  const named = services(TENANT).redriveAll({ tenant: OTHER });
  await assert.rejects(world.settle(named), { code: 'tenant-not-allowed' });
});

test('a refused job is shown to the tenant it names, and one that names none to who is alone', async () => {
  const services = openServices(world.context, [TENANT, OTHER]);
  const jobs = [
    { tenant: TENANT, text: 'ours' },
    { tenant: OTHER.toUpperCase(), text: 'theirs' },
    { message: { text: 'whose?' } },
    'not even JSON',
  ].map((job) => (typeof job === 'string' ? job : JSON.stringify(job)));
  for (const job of jobs)
    await world.settle(enqueue(world.context, services(), job, world.context.now(), 'invocation'));
  const seen = async (broadcasts: ReturnType<typeof services>, limit = 100) => {
    const { items } = await world.settle(broadcasts.refused({ limit }));
    for (const item of items) assert.ok(!('tenant' in item));
    return items.map(({ text }) => text).toSorted();
  };
  assert.deepEqual(await seen(services(TENANT)), [jobs[0]]);
  assert.deepEqual(await seen(services(OTHER), 1), [jobs[1]]);
  assert.deepEqual(await seen(services()), jobs.toSorted());
  assert.deepEqual(await seen(openServices(world.context, [TENANT])(TENANT)), jobs.toSorted());
});
