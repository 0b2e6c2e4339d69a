import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../shared/storage/table.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bob, releaseStage } from '../lifecycle/release-stage.ts';
import { allRows, asked, DAY, forgetIn } from './kept.ts';

test('a broadcast to a million people, in 5,000 shards, is deleted by some hundred requests', async () => {
  const stage = await releaseStage(3);
  stage.start();
  const id = await stage.create(bob);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  const { deliveries } = stage.world.context.tables;
  for (let i = 0; i < 5_000; i++) {
    const key = `x${String(i).padStart(5, '0')}`;
    const rows = ['s', 'r'].map((kind): Change => ({ do: 'insert', key: kind + key, values: { v: 1 } }));
    await deliveries.write(id, rows as [Change, ...Change[]]);
  }
  const requests = { read: 0, range: 0, write: 0 };
  const counted = asked(stage.world.context, (what) => void requests[what]++);
  await forgetIn(stage.world, 11 * DAY, counted);
  assert.equal((await forgetIn(stage.world, 12 * DAY, counted)).deleted, 1);
  assert.ok(![...(await allRows(stage.world)).keys()].some((row) => row.includes(id)));
  const all = requests.read + requests.range + requests.write;
  assert.ok(all < 150, `${all} requests: ${JSON.stringify(requests)}`);
});

test('a night with nothing to delete costs a few requests a tenant, whatever is kept', async () => {
  const stage = await releaseStage(40);
  stage.start();
  for (let n = 0; n < 3; n++) {
    const id = await stage.create(bob);
    assert.ok(await stage.ended(id, 5));
  }
  let requests = 0;
  const counted = asked(stage.world.context, () => void requests++);
  await forgetIn(stage.world, 0, counted);
  // Two tenants were heard from, one has broadcasts: the lists of both, what is forgotten, what is old and which releases are
  // marked of the one, what was refused, and of each tenant how far it was looked through, and a page.
  assert.equal(requests, 2 + 3 + 1 + 2 * 2, TENANT);
});
