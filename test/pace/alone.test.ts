import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settleGate } from '../../shared/pace/gate-store.ts';
import { GateView } from '../../shared/pace/gate-view.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

async function stage() {
  const { context, create, settle, pass } = await openWorld(20, 10);
  const id = await create(TENANT, 'hello');
  const view = () => new GateView(context, TENANT);
  /** Reserves until it is granted. @returns how often it was refused: then it is tried again at once */
  async function reserve(gate: GateView): Promise<number> {
    let refused = 0;
    for (let tries = 0; tries < 10; tries++) {
      const reserved = await settle(gate.reserve(5, 0, context.clock.monotonic(), { urgent: false }));
      if ('tokens' in reserved) return refused;
      if (reserved.wait === 0) refused++;
      await pass(reserved.wait);
    }
    assert.fail('It was never granted.');
  }
  return { view, reserve, settleIt: () => settle(settleGate(context, TENANT, id)) };
}

test('what is written of a broadcast at the gate is no other process that sends: the pace looks for none', async () => {
  const { view, reserve, settleIt } = await stage();
  const mine = view();
  assert.equal(await reserve(mine), 0);
  await settleIt();
  assert.equal(await reserve(mine), 1, 'The gate was not written meanwhile.');
  assert.ok(mine.isAlone());
});

test('who is refused because another process has reserved knows that it is not alone', async () => {
  const { view, reserve, settleIt } = await stage();
  const [mine, other] = [view(), view()];
  await reserve(mine);
  await settleIt();
  await reserve(other);
  assert.equal(await reserve(mine), 1);
  assert.ok(!mine.isAlone());
});
