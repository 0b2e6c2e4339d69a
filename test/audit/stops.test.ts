import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TENANT } from '../fuzz/support/world.ts';
import { openStage } from './support/stage.ts';

/** A stage with a broadcast, on which the audit takes its time; and what stops something there. */
async function open() {
  const stage = await openStage();
  const { world, context, as, settle, body } = stage;
  const bob = as('Bob', 'sender');
  const { body: created } = await settle(bob.post('broadcasts', body));
  const { add } = context.audit;
  /** From now on storage needs so many ms for an entry. */
  const slow = (ms: number) => {
    context.audit.add = async (...row) => {
      await context.clock.sleep(ms);
      await add(...row);
    };
  };
  /** @returns the status, and after how many ms it was there */
  const timed = async (path: string) => {
    const before = world.time.now;
    const { status } = await world.settle(bob.post(path, {}));
    return { status, after: world.time.now - before };
  };
  const stops = ['pause', 'cancel'].map((what) => `broadcasts/${created['id']}/${what}`);
  return { ...stage, slow, timed, pass: world.pass, stops: [...stops, `tenants/${TENANT}/stop`] };
}

test('what stops something is answered two seconds later at most, however long the audit takes', async () => {
  const { slow, timed, stops } = await open();
  slow(3_600_000);
  for (const path of stops) {
    const { status, after } = await timed(path);
    assert.equal(status, 200);
    assert.ok(after >= 2_000 && after < 2_500, `${path}: ${after} ms`);
  }
});

test('its entry is kept all the same when storage answers later, and the log says that it was late', async () => {
  const { world, slow, timed, pass, entries, stops } = await open();
  slow(4_000);
  for (const path of stops) assert.equal((await timed(path)).status, 200);
  assert.deepEqual(
    world.logged.filter(({ event }) => event === 'audit-late').map(({ fields }) => fields['action']),
    ['broadcast-pause', 'broadcast-cancel', 'tenant-stop'],
  );
  await pass(10_000);
  const { items } = await entries();
  assert.deepEqual(
    items.map(({ action, outcome }) => [action, outcome?.status]),
    [
      ['tenant-stop', 200],
      ['broadcast-cancel', 200],
      ['broadcast-pause', 200],
      ['broadcast-create', 202],
    ],
  );
});

test('an audit that answers as usual is waited for: who is answered finds the entry', async () => {
  const { slow, timed, entries, stops } = await open();
  slow(50);
  for (const path of stops) {
    const { after } = await timed(path);
    assert.ok(after >= 100 && after < 1_000, `${after} ms`);
  }
  assert.ok((await entries()).items.every(({ outcome }) => outcome !== null));
});
