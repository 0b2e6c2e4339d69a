import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import { changeBroadcast } from '../../shared/records/store.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { openStage, type Stage } from './stage.ts';

async function look({ api }: Stage, id: string, headers: Record<string, string> = {}) {
  const answer = await api.call(`broadcasts/${id}`, { headers });
  return { ...answer, view: answer.body as unknown as BroadcastView, etag: answer.headers.get('etag') ?? '' };
}

test('a hundred viewers who poll cost one reading a second', async () => {
  const stage = await openStage(8, 2);
  const id = await stage.planned('one');
  await look(stage, id);
  await stage.pass(1_000);
  const began = stage.reads();
  await look(stage, id);
  const one = stage.reads() - began;
  await stage.pass(1_000);
  const before = stage.reads();
  const SECONDS = 5;
  for (let tenth = 0; tenth < 10 * SECONDS; tenth++) {
    await Promise.all(Array.from({ length: 10 }, () => look(stage, id)));
    await stage.pass(100);
  }
  assert.equal(stage.reads() - before, one * SECONDS);
});

test('nobody is shown what was true more than a second before they asked', async () => {
  const stage = await openStage(4, 2);
  const id = await stage.planned('one');
  assert.equal((await look(stage, id)).view.counts.delivered, 0);
  await stage.stand(id, (i) => (i < 3 ? { state: 'delivered' } : undefined));
  await stage.pass(999);
  assert.equal((await look(stage, id)).view.counts.delivered, 0);
  await stage.pass(1);
  assert.equal((await look(stage, id)).view.counts.delivered, 3);
});

test('an action is answered with what it did, and so is whoever looks after it', async () => {
  const stage = await openStage(4, 2);
  const { world, api } = stage;
  const id = await stage.planned('one');
  assert.equal((await look(stage, id)).view.status, 'sending');
  const canceled = await world.settle(api.call(`broadcasts/${id}/cancel`, { method: 'POST' }));
  assert.equal(canceled.body['status'], 'canceling');
  assert.equal((await look(stage, id)).view.status, 'canceling');

  await stage.stand(id, () => ({ state: 'canceled', code: 'canceled' }));
  await stage.end(id);
  await stage.pass(1_000);
  assert.equal((await look(stage, id)).view.status, 'canceled');
  const retried = await world.settle(api.post(`broadcasts/${id}/retry`, { run: 1, states: ['canceled'] }));
  assert.deepEqual([retried.status, retried.body['run'], retried.body['endedAt']], [202, 2, null]);
  assert.equal((await look(stage, id)).view.run, 2);
});

test('a pause, a resume, a stop of the tenant and its start are seen by whoever looks next', async () => {
  const stage = await openStage(4, 2);
  const { api, world } = stage;
  const id = await stage.planned('hello');
  const standing = async () => {
    const { view } = await look(stage, id);
    return [view.status, view.problem?.code];
  };
  const tenant = `tenants/${TENANT}`;
  for (const [path, status, code] of [
    [`broadcasts/${id}/pause`, 'paused', 'paused'],
    [`broadcasts/${id}/resume`, 'sending', undefined],
    [`${tenant}/stop`, 'paused', 'tenant-stopped'],
    [`${tenant}/start`, 'sending', undefined],
  ] as const) {
    await standing();
    const { status: answered, body } = await world.settle(api.call(path, { method: 'POST' }));
    assert.equal(answered, 200, JSON.stringify(body));
    if (path.startsWith('broadcasts')) assert.equal(body['status'], status);
    assert.deepEqual(await standing(), [status, code], path);
  }
});

test('an end is never shown to anybody but those who asked while it was read: a retry elsewhere may have taken it back', async () => {
  const stage = await openStage(2, 2);
  const id = await stage.planned('one');
  await stage.stand(id, () => ({ state: 'failed', code: 'blocked-by-user' }));
  await stage.end(id);
  assert.equal((await look(stage, id)).view.status, 'completed');
  const { openBroadcasts } = await import('../../shared/api/broadcasts.ts');
  const elsewhere = openBroadcasts(stage.world.context, [TENANT]);
  await stage.world.settle(elsewhere.retry(id, { run: 1, states: ['failed'] }));
  assert.deepEqual((({ run, endedAt }) => [run, endedAt])((await look(stage, id)).view), [2, null]);
});

test('a reading that failed is not shown again', async () => {
  const stage = await openStage(2, 2);
  const id = await stage.planned('one');
  const { deliveries } = stage.world.context.tables;
  const row = (await deliveries.read(id, 'plan'))!;
  await deliveries.write(id, [{ do: 'merge', key: 'plan', values: { shards: 'many' } }]);
  assert.equal((await look(stage, id)).body['code'], 'record-damaged');
  await deliveries.write(id, [{ do: 'put', key: 'plan', values: row.values }]);
  assert.equal((await look(stage, id)).status, 200);
});

test('who has it already is told so, and nothing more', async () => {
  const stage = await openStage(4, 2);
  const id = await stage.planned('one');
  const { etag, view } = await look(stage, id);
  assert.match(etag, /^"[^"]+"$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, ` W/"a,b" ,${etag} , "c"`, '*']) {
    const again = await look(stage, id, { 'If-None-Match': known });
    assert.deepEqual([again.status, again.text, again.etag], [304, '', etag], known);
    assert.equal(again.headers.get('content-type'), null);
  }
  for (const other of ['', '"other"', etag.slice(1, -1), `"${etag}"`, 'W/*', `x${etag}`]) {
    const again = await look(stage, id, { 'If-None-Match': other });
    assert.deepEqual([again.status, again.view.id], [200, view.id], other);
  }
  const head = await stage.api.call(`broadcasts/${id}`, { method: 'HEAD', headers: { 'If-None-Match': etag } });
  assert.deepEqual([head.status, head.headers.get('etag')], [304, etag]);

  await stage.stand(id, (i) => (i < 3 ? { state: 'delivered' } : undefined));
  await stage.pass(1_000);
  const changed = await look(stage, id, { 'If-None-Match': etag });
  assert.deepEqual([changed.status, changed.view.counts.delivered], [200, 3]);
  assert.notEqual(changed.etag, etag);
});

test('lists and reasons have an ETag as well', async () => {
  const stage = await openStage(2, 2);
  const id = await stage.planned('one');
  for (const path of ['broadcasts', `broadcasts/${id}/reasons`]) {
    const { headers, status } = await stage.api.call(path);
    const etag = headers.get('etag') ?? '';
    const again = await stage.api.call(path, { headers: { 'If-None-Match': etag } });
    assert.deepEqual([status, again.status, again.text], [200, 304, ''], path);
  }
});

test('the server says when to ask again: soon while it is sent, later while it is paused, never after the end', async () => {
  const stage = await openStage(2_100, 1);
  const large = await stage.planned('large');
  const sending = await look(stage, large);
  // One second more for each thousand shards.
  assert.deepEqual([sending.view.pollAfterMs, sending.headers.get('retry-after')], [4_000, '4']);
  await changeBroadcast(stage.world.context, TENANT, large, (b) => ({ ...b, pausedAt: stage.world.time.now }));
  await stage.pass(1_000);
  assert.equal((await look(stage, large)).view.pollAfterMs, 12_000);

  const stageOfTwo = await openStage(2, 2);
  const small = await stageOfTwo.planned('small');
  assert.equal((await look(stageOfTwo, small)).view.pollAfterMs, 2_000);
  assert.equal((await stageOfTwo.api.call('broadcasts')).body['pollAfterMs'], 2_000);
  await stageOfTwo.stand(small, () => ({ state: 'delivered' }));
  await stageOfTwo.end(small);
  const ended = await look(stageOfTwo, small);
  // The reading of before may still be shown; then comes the end.
  await stageOfTwo.pass(1_000);
  const after = await look(stageOfTwo, small);
  assert.ok(ended.status === 200);
  assert.deepEqual([after.view.pollAfterMs, after.headers.get('retry-after')], [null, null]);
  assert.equal((await stageOfTwo.api.call('broadcasts')).body['pollAfterMs'], 10_000);
});
