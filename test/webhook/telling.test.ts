import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { finishEnd, tryEnd } from '../../shared/lifecycle/end.ts';
import { readBroadcast } from '../../shared/records/store.ts';
import { tellingRow } from '../../shared/records/telling-row.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bodyOf, type Called, KEY, status, URL_OF_HOOK, webhookStage } from './stage.ts';

const idsOf = (calls: readonly Called[]) => new Set(calls.map(({ headers }) => headers['webhook-id']));

test('once a broadcast has ended its webhook is told of it, as the API shows it, signed', async () => {
  const stage = await webhookStage(4, status(204));
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(5, () => stage.calls.length > 0), 'Nobody was told.');
  const [call] = stage.calls;
  const view = await stage.view(id);
  assert.deepEqual(bodyOf(call!), { type: 'broadcast.ended', timestamp: view.endedAt, data: view });
  assert.equal(call!.url, URL_OF_HOOK);
  const { 'webhook-id': webhookId, 'webhook-timestamp': timestamp } = call!.headers;
  const signed = `${webhookId}.${timestamp}.${call!.body}`;
  const expected = createHmac('sha256', KEY).update(signed).digest('base64');
  assert.equal(call!.headers['webhook-signature'], `v1,${expected}`);
  assert.ok(Math.abs(Number(timestamp) * 1_000 - call!.at) < 5_000);
  const { state, attempts, nextAt } = await stage.webhook(id);
  assert.deepEqual([state, attempts.length, attempts[0]?.status, nextAt], ['delivered', 1, 204, null]);
  await stage.wait(60);
  assert.equal(stage.calls.length, 1);
});

test('nobody is told before the end, and the webhook is pending until then', async () => {
  const stage = await webhookStage(4, status(204));
  const id = await stage.create();
  const before = await stage.webhook(id);
  assert.deepEqual([before.state, before.run, before.attempts, before.nextAt], ['pending', 1, [], null]);
  await assert.rejects(stage.tellAgain(id), { code: 'broadcast-not-ended' });
  stage.start();
  assert.ok(await stage.until(5, () => stage.calls.length > 0));
  assert.ok((await stage.view(id)).endedAt);
});

test('a receiver that fails is tried again later and later, under one id and with one body, and then given up', async () => {
  const stage = await webhookStage(2, status(500));
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(40 * 60, () => stage.calls.length === 7), `${stage.calls.length} attempts`);
  await stage.wait(5);
  const { state, attempts, nextAt } = await stage.webhook(id);
  assert.deepEqual([state, attempts.length, nextAt], ['failed', 7, null]);
  assert.ok(attempts.every((attempt) => attempt.status === 500 && attempt.ms !== undefined));
  assert.equal(idsOf(stage.calls).size, 1);
  assert.equal(new Set(stage.calls.map(({ body }) => body)).size, 1);
  const waits = stage.calls.slice(1).map(({ at }, i) => at - stage.calls[i]!.at);
  for (const [i, least] of [5_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000].entries()) {
    // A tenth longer at most, and a look at the queue.
    assert.ok(waits[i]! >= least && waits[i]! <= least * 1.1 + 10_000, `wait ${i}: ${waits[i]}`);
  }
});

test('a receiver that asks for a wait gets it', async () => {
  const stage = await webhookStage(2, status(503, 300_000), status(200));
  stage.start();
  await stage.create();
  assert.ok(await stage.until(10, () => stage.calls.length === 2));
  assert.ok(stage.calls[1]!.at - stage.calls[0]!.at >= 300_000);
});

test('410 ends it', async () => {
  const stage = await webhookStage(2, status(410));
  stage.start();
  const id = await stage.create();
  await stage.wait(120);
  const { state, attempts } = await stage.webhook(id);
  assert.deepEqual([state, attempts.length, stage.calls.length], ['failed', 1, 1]);
});

test('each run’s end is told, and the one before stays what it was', async () => {
  const stage = await webhookStage(2, status(500), status(204));
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(5, () => stage.calls.length === 2));
  const first = await stage.view(id);
  await stage.world.settle(stage.broadcasts.retry(id, { run: 1, states: ['failed'] }));
  assert.ok(await stage.until(5, () => stage.calls.length === 3));
  const told = stage.calls.map((call) => bodyOf(call).data as { run: number; endedAt: string });
  assert.deepEqual(
    told.map(({ run }) => run),
    [1, 1, 2],
  );
  assert.equal(told[0]?.endedAt, first.endedAt);
  assert.equal(idsOf(stage.calls).size, 2);
  const { run, attempts, earlier } = await stage.webhook(id);
  assert.deepEqual([run, attempts.length], [2, 1]);
  assert.deepEqual(
    earlier.map((one) => [one.run, one.state, one.attempts.length]),
    [[1, 'delivered', 2]],
  );
});

test('an end whose job was lost is told all the same', async () => {
  const stage = await webhookStage(2, status(204));
  const id = await stage.create();
  stage.start();
  const { plan } = stage.context.queues;
  const { put } = plan;
  // Whatever is to be told is lost on its way to the queue.
  let lost = 0;
  plan.put = async (text, delay) => {
    if (text.includes('"tell"') && lost++ === 0) return;
    await put(text, delay);
  };
  assert.ok(await stage.until(5, () => stage.calls.length === 1), 'Nobody was told.');
  assert.ok(lost > 1);
  assert.equal((await stage.webhook(id)).state, 'delivered');
});

test('a process that dies during a call has made an attempt, and another follows', async () => {
  const stage = await webhookStage(2, new Promise<never>(() => {}), status(204));
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(15, () => stage.calls.length === 2), 'It was tried once.');
  await stage.wait(1);
  const { state, attempts } = await stage.webhook(id);
  assert.deepEqual([state, attempts[0]?.error, attempts[1]?.status], ['delivered', 'interrupted', 204]);
  assert.equal(idsOf(stage.calls).size, 1);
});

test('a job that comes twice, or an end that is finished twice, tells once', async () => {
  const stage = await webhookStage(2, status(204));
  const { plan } = stage.context.queues;
  const { put } = plan;
  plan.put = async (text, delay) => {
    await put(text, delay);
    await put(text, delay);
  };
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(5, () => stage.calls.length > 0));
  await stage.world.settle(tryEnd(stage.context, TENANT, id));
  await stage.world.settle(finishEnd(stage.context, (await readBroadcast(stage.context, TENANT, id))!).catch(() => {}));
  await stage.wait(30);
  assert.equal(stage.calls.length, 1);
});

test('told again on request: at once, under the same id, and from the beginning', async () => {
  const stage = await webhookStage(2, status(410), status(500), status(204));
  stage.start();
  const id = await stage.create();
  await stage.wait(2);
  assert.equal((await stage.webhook(id)).state, 'failed');
  const again = await stage.tellAgain(id);
  assert.deepEqual([again.state, again.attempts.length], ['pending', 1]);
  // Asked again before anything was done about it.
  await stage.tellAgain(id);
  assert.ok(await stage.until(5, () => stage.calls.length === 3));
  await stage.wait(5);
  const { state, attempts } = await stage.webhook(id);
  assert.deepEqual([state, attempts.map((one) => one.status)], ['delivered', [410, 500, 204]]);
  assert.equal(idsOf(stage.calls).size, 1);
});

test('what waits for its next attempt is told at once on request', async () => {
  const stage = await webhookStage(2, status(500), status(500), status(500), status(204));
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.until(5, () => stage.calls.length === 3));
  await stage.wait(1);
  assert.ok(Date.parse((await stage.webhook(id)).nextAt!) > stage.world.time.now + 300_000);
  await stage.tellAgain(id);
  assert.ok(await stage.until(1, () => stage.calls.length === 4));
});

test('while receivers hang, only a few calls are under way, and other broadcasts are planned and sent', async () => {
  const stage = await webhookStage(3, new Promise<never>(() => {}));
  stage.start();
  for (let i = 0; i < 8; i++) await stage.create();
  assert.ok(await stage.until(5, () => stage.calls.length === 4), `${stage.calls.length} calls`);
  const later = await stage.create();
  const before = stage.world.time.now;
  assert.ok(await stage.world.until(5, async () => (await stage.broadcasts.get(later)).endedAt !== null));
  assert.ok(stage.world.time.now - before < 30_000);
  assert.equal(stage.calls.length, 4);
});

test('a telling that can’t be read takes no other along, piles up no jobs, and is told once it is mended', async () => {
  const stage = await webhookStage(2, status(204));
  const { broadcasts: table, ...others } = stage.context.tables;
  const id = await stage.create();
  // As if the row had come to harm as soon as it was written.
  const harm = { done: false };
  const spoilt = {
    ...table,
    read: async (partition: string, key: string, columns?: readonly string[]) => {
      const row = await table.read(partition, key, columns);
      return row && !harm.done && key === tellingRow(id, 1) ? { ...row, values: { ...row.values, state: 'odd' } } : row;
    },
  };
  Object.assign(stage.context, { tables: { ...others, broadcasts: spoilt } });
  stage.start();
  assert.ok(await stage.world.until(5, async () => (await stage.broadcasts.get(id)).endedAt !== null));
  const other = await stage.create();
  await stage.wait(20);
  assert.deepEqual(
    stage.calls.map((call) => (bodyOf(call).data as { id: string }).id),
    [other],
  );
  assert.ok(stage.world.storage.queues.plan.length + stage.world.storage.poison.plan.length <= 2);
  assert.ok(stage.world.logged.some(({ event }) => event === 'row-damaged'));
  harm.done = true;
  assert.ok(await stage.until(5, () => stage.calls.length === 2), 'It is not told though it is mended.');
});

test('a host that the settings allow no more is not called, and that is said', async () => {
  const stage = await webhookStage(2, status(204));
  const id = await stage.create();
  stage.context.webhooks.refusal = () => 'no';
  stage.start();
  await stage.wait(3);
  const { state, attempts } = await stage.webhook(id);
  assert.deepEqual([state, attempts[0]?.error, stage.calls.length], ['pending', 'host-not-allowed', 0]);
});

test('a broadcast without a webhook writes nothing for one, and says that it has none', async () => {
  const stage = await webhookStage(2, status(204));
  stage.start();
  const id = await stage.world.create(TENANT, 'plain');
  assert.ok(await stage.world.until(5, async () => (await stage.broadcasts.get(id)).endedAt !== null));
  await stage.wait(5);
  assert.ok(!stage.world.written.some(({ key }) => key.startsWith('w') || key.startsWith('aw')));
  await assert.rejects(stage.webhook(id), { code: 'webhook-not-found' });
  await assert.rejects(stage.tellAgain(id), { code: 'webhook-not-found' });
  assert.equal((await stage.view(id)).webhook, null);
});

test('no log says where a webhook is, or what a query of its URL holds; and what is shown leaves the query out', async () => {
  const stage = await webhookStage(2, status(500), status(410));
  stage.start();
  const id = await stage.create();
  await stage.wait(5);
  const logged = JSON.stringify(stage.world.logged);
  assert.ok(logged.includes('webhook-called'));
  assert.ok(
    !logged.includes('hooks.example') && !logged.includes('hidden') && !logged.includes(KEY.toString('base64')),
  );
  assert.equal((await stage.webhook(id)).url, 'https://hooks.example/ended?…');
  assert.ok(!JSON.stringify([await stage.view(id), stage.calls.map(({ body }) => body)]).includes('hidden'));
});
