import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InvocationContext } from '@azure/functions';
import { queueHost, texts, waiting } from './queue-host.ts';
import { gate, limit, until } from './support.ts';

test('a message reaches the handler, parsed when it is JSON, and is deleted', limit, async () => {
  const got: unknown[] = [];
  const { queue, host } = await queueHost((message) => got.push(message));
  for (const text of ['{"a":[1]}', 'plain text', '42', '<&ü>']) {
    const settled = until(host, 'settled');
    await queue.sendMessage(text);
    assert.equal((await settled).outcome, 'deleted');
  }
  assert.deepEqual(got, [{ a: [1] }, 'plain text', 42, '<&ü>']);
  assert.equal(await waiting(queue), 0);
});

test('with base64 as messageEncoding the handler sees the text', limit, async () => {
  const got = gate<unknown>();
  const { queue } = await queueHost((message) => got.resolve(message), { messageEncoding: 'base64' });
  await queue.sendMessage(Buffer.from('{"ü":1}').toString('base64'));
  assert.deepEqual(await got.promise, { ü: 1 });
});

test('the trigger’s metadata is shaped as in Azure', limit, async () => {
  const got = gate<InvocationContext>();
  const { queue } = await queueHost((_message, context) => got.resolve(context));
  const sent = await queue.sendMessage('{"key":"k","n":3,"inner":{"Deep":1},"list":[1],"none":null}', {
    messageTimeToLive: -1,
  });
  const { triggerMetadata = {} } = await got.promise;
  const { id, dequeueCount, popReceipt, insertionTime, expirationTime, nextVisibleTime, queueTrigger, ...rest } =
    triggerMetadata;
  assert.deepEqual([id, dequeueCount, typeof popReceipt], [sent.messageId, 1, 'string']);
  const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/;
  for (const time of [insertionTime, expirationTime, nextVisibleTime]) assert.match(String(time), whole);
  assert.equal(Date.parse(String(insertionTime)), sent.insertedOn.getTime());
  assert.ok(String(expirationTime).startsWith('9999-'));
  const hidden = Date.parse(String(nextVisibleTime)) - Date.parse(String(insertionTime));
  assert.ok(hidden >= 600_000, `hidden for ${hidden} ms`);
  assert.deepEqual(queueTrigger, { key: 'k', n: 3, inner: { deep: 1 }, list: [1], none: null });
  assert.deepEqual(rest, { key: 'k', n: 3, inner: { deep: 1 } });
});

test('a member of the message hides metadata of the same name, as in Azure', limit, async () => {
  const got = gate<InvocationContext>();
  const { queue } = await queueHost((_message, context) => got.resolve(context));
  await queue.sendMessage('{"id":"mine"}');
  assert.equal((await got.promise).triggerMetadata?.['id'], 'mine');
});

test('a message stays hidden while its function runs, however long', limit, async () => {
  const open = gate();
  let begun = 0;
  const { queue, host } = await queueHost(
    () => {
      begun += 1;
      return open.promise;
    },
    {},
    { hideMs: 2000 },
  );
  await queue.sendMessage('takes long');
  // Three renewals of a second each: longer than it was hidden for at first.
  for (let n = 0; n < 3; n += 1) await until(host, 'renewed');
  assert.deepEqual([begun, await texts(queue)], [1, []]);
  const settled = until(host, 'settled');
  open.resolve();
  assert.equal((await settled).outcome, 'deleted');
  assert.equal(await waiting(queue), 0);
});

test('a queue that is deleted and created again is read again', limit, async () => {
  const { queue, host } = await queueHost(() => {});
  await queue.delete();
  await until(host, 'polled');
  await queue.create();
  const settled = until(host, 'settled');
  await queue.sendMessage('still there?');
  assert.equal((await settled).outcome, 'deleted');
});
