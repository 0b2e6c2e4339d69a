import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { Context } from '../../shared/context.ts';
import { isBlocked } from '../../shared/pace/blocked.ts';
import { peekGate, readGate } from '../../shared/pace/gate-store.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

async function stage() {
  const world = await openWorld(20, 10);
  const id = await world.create(TENANT, 'hello');
  const { gates, broadcasts: rows } = world.context.tables;
  const lose = () => world.settle(gates.write(TENANT, [{ do: 'delete', key: 'gate' }]));
  /** Another process, whose first look at a broadcast shows it as it was, and comes to an end only when it is let. */
  function slowly(): { readonly context: Context; readonly reached: Promise<void>; release(): void } {
    const [looked, let_] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isFirst = true;
    const read: typeof rows.read = async (partition, key, columns) => {
      const row = await rows.read(partition, key, columns);
      if (!isFirst || !key.startsWith('b')) return row;
      isFirst = false;
      looked.resolve();
      await let_.promise;
      return row;
    };
    const tables = { ...world.context.tables, broadcasts: { ...rows, read } };
    return { context: { ...world.context, tables }, reached: looked.promise, release: let_.resolve };
  }
  return { world, id, lose, slowly, broadcasts: openBroadcasts(world.context, [TENANT]) };
}

/** The gate is lost; somebody slowly makes it anew, and meanwhile the broadcast is canceled. */
async function canceledMeanwhile() {
  const { world, id, lose, slowly, broadcasts } = await stage();
  await lose();
  const slow = slowly();
  const made = readGate(slow.context, TENANT);
  await slow.reached;
  await world.settle(broadcasts.cancel(id));
  return { world, id, lose, slow, made };
}

test('a gate that is lost again while somebody slowly makes it anew does not forget what was canceled meanwhile', async () => {
  const { world, id, lose, slow, made } = await canceledMeanwhile();
  await lose();
  slow.release();
  const { gate } = await world.settle(made);
  assert.ok(isBlocked(gate.blocked, id, 1));
  assert.ok(isBlocked((await world.settle(readGate(world.context, TENANT))).gate.blocked, id, 1));
});

test('what was canceled while somebody made the gate anew is in it, whoever was first', async () => {
  const { world, id, slow, made } = await canceledMeanwhile();
  slow.release();
  assert.ok(isBlocked((await world.settle(made)).gate.blocked, id, 1));
});

test('who makes a gate and dies in the middle leaves a place at which nothing is granted, and the next one fills it', async () => {
  const { world, lose, slowly } = await stage();
  await lose();
  const dead = slowly();
  readGate(dead.context, TENANT).catch(() => undefined);
  await dead.reached;
  assert.equal(await world.settle(peekGate(world.context, TENANT)), undefined);
  const before = world.context.now();
  const { gate } = await world.settle(readGate(world.context, TENANT));
  assert.ok(gate.tat >= before + world.context.timing.gateRebuild);
});
