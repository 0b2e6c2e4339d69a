import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRound } from '../../shared/lifecycle/round.ts';
import { EVERY } from '../../shared/lifecycle/rounds.ts';
import { checksOf } from '../../shared/readiness/checks.ts';
import { openReadiness } from '../../shared/readiness/readiness.ts';
import { openWorld } from '../fuzz/support/world.ts';

test('when the watcher ran is told to within five minutes, also after it has stopped', async () => {
  const { context, time, settle, pass } = await openWorld(1, 1);
  const ready = openReadiness(
    context,
    checksOf(context, [], async () => {}),
  );
  const ranAt = async () => {
    const { watcherRanAt, status } = await settle(ready());
    assert.equal(status, 'ready');
    return watcherRanAt == null ? null : Date.parse(watcherRanAt);
  };
  assert.equal(await ranAt(), null);
  for (let i = 0; i < 12; i++, await pass(EVERY)) {
    await settle(makeRound(context));
    if (i % 5 === 4) assert.ok(time.now - (await ranAt())! < 5 * EVERY, `minute ${i}`);
  }
  const last = await ranAt();
  await pass(60 * EVERY);
  assert.equal(await ranAt(), last);
});

test('that storage takes no word of the watcher does not keep broadcasts from being watched, and is not hidden', async () => {
  const { context, settle } = await openWorld(1, 1);
  const { write, range } = context.tables.broadcasts;
  let looks = 0;
  context.tables.broadcasts.range = async (partition, asked) => {
    if (partition === 'senders') looks++;
    return await range(partition, asked);
  };
  context.tables.broadcasts.write = async (partition, changes) =>
    partition === 'watcher'
      ? { outcome: 'unanswered', cause: '403 AuthorizationPermissionMismatch' }
      : await write(partition, changes);
  await assert.rejects(settle(makeRound(context)), /403 AuthorizationPermissionMismatch/);
  assert.equal(looks, 1);
});
