import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, type InvocationContext } from '@azure/functions';
import { QueueClient } from '@azure/storage-queue';
import type { HostOptions } from '../../local/host/host.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { gate, hostJson, limit, testHost, until } from './support.ts';

const storage = await testStorage();

type Handler = (message: unknown, context: InvocationContext) => unknown;

/** A host with one function on a queue of its own. */
async function queueHost(handler: Handler, queues: object = {}, options: Partial<HostOptions> = {}) {
  const name = uniqueName('q');
  const queue = new QueueClient(storage, name);
  const poison = new QueueClient(storage, `${name}-poison`);
  const register = () =>
    app.storageQueue(name, {
      queueName: name,
      connection: 'AzureWebJobsStorage',
      handler: async (m, c) => handler(m, c),
    });
  const env = { AzureWebJobsStorage: storage };
  const host = await testHost(register, { env, hostJson: hostJson(queues), ...options });
  return { name, queue, poison, host };
}

const waiting = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount;
const texts = async (queue: QueueClient) =>
  (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.map((m) => m.messageText);

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

test('at most batchSize + newBatchThreshold messages are worked on at once, and as many are', limit, async () => {
  const name = uniqueName('q');
  const queue = new QueueClient(storage, name);
  await queue.create();
  for (let n = 0; n < 12; n += 1) await queue.sendMessage(`m${n}`);
  const running = new Set<() => void>();
  const counts: number[] = [];
  const three = gate();
  const five = gate();
  let held = true;
  const handler = async () => {
    const open = gate();
    running.add(open.resolve);
    counts.push(running.size);
    if (running.size === 3) three.resolve();
    if (running.size === 5) five.resolve();
    if (held) await open.promise;
    running.delete(open.resolve);
  };
  const register = () => app.storageQueue(name, { queueName: name, connection: 'AzureWebJobsStorage', handler });
  const json = hostJson({ batchSize: 3, newBatchThreshold: 2 });
  const host = await testHost(register, { env: { AzureWebJobsStorage: storage }, hostJson: json });
  const all = gate();
  let settled = 0;
  host.events.on('settled', () => {
    settled += 1;
    if (settled === 12) all.resolve();
  });

  // Three are more than two: nothing is taken until one ends, then three more on top of the two.
  await three.promise;
  // A host that would take more does so before storage has answered us a few times.
  for (let n = 0; n < 5; n += 1) await queue.getProperties();
  assert.equal(running.size, 3);
  const [first] = running;
  first?.();
  await five.promise;
  held = false;
  for (const open of running) open();
  await all.promise;
  assert.deepEqual(counts.slice(0, 6), [1, 2, 3, 3, 4, 5]);
  assert.equal(Math.max(...counts), 5);
});

test(
  'a message whose function throws comes again, and after maxDequeueCount tries goes to the poison queue',
  limit,
  async () => {
    const counts: unknown[] = [];
    const { name, queue, poison, host } = await queueHost(
      (_message, context) => {
        counts.push(context.triggerMetadata?.['dequeueCount']);
        throw new Error('broken');
      },
      { maxDequeueCount: 3 },
    );
    const poisoned = until(host, 'settled', ({ outcome }) => outcome === 'poisoned');
    await queue.sendMessage('never works');
    const { queue: from, dequeueCount } = await poisoned;
    assert.deepEqual([from, dequeueCount, counts], [name, 3, [1, 2, 3]]);
    assert.deepEqual([await waiting(queue), await texts(poison)], [0, ['never works']]);
  },
);

test('a failed message stays hidden for visibilityTimeout', limit, async () => {
  const { queue, host } = await queueHost(
    () => {
      throw new Error('broken');
    },
    { visibilityTimeout: '01:00:00' },
  );
  const settled = until(host, 'settled');
  await queue.sendMessage('later');
  assert.equal((await settled).outcome, 'released');
  assert.deepEqual([await waiting(queue), await texts(queue)], [1, []]);
});

test('a message that was taken too often goes to the poison queue without being tried again', limit, async () => {
  const tries: number[] = [];
  const name = uniqueName('q');
  const queue = new QueueClient(storage, name);
  await queue.create();
  await queue.sendMessage('crashes everybody');
  // A machine that dies while it works on a message leaves only the count.
  const taken = (await queue.receiveMessages()).receivedMessageItems[0];
  await queue.updateMessage(taken?.messageId ?? '', taken?.popReceipt ?? '', undefined, 0);
  const register = () =>
    app.storageQueue(name, { queueName: name, connection: 'AzureWebJobsStorage', handler: () => tries.push(1) });
  const host = await testHost(register, {
    env: { AzureWebJobsStorage: storage },
    hostJson: hostJson({ maxDequeueCount: 1 }),
  });
  assert.equal((await until(host, 'settled')).outcome, 'poisoned');
  assert.deepEqual(tries, []);
  assert.deepEqual(await texts(new QueueClient(storage, `${name}-poison`)), ['crashes everybody']);
});

test('a message of a poison queue whose function throws stays there, hidden', limit, async () => {
  const name = `${uniqueName('q')}-poison`;
  const register = () =>
    app.storageQueue(name, {
      queueName: name,
      connection: 'AzureWebJobsStorage',
      handler: () => {
        throw new Error('broken');
      },
    });
  const host = await testHost(register, { env: { AzureWebJobsStorage: storage } });
  const queue = new QueueClient(storage, name);
  const settled = until(host, 'settled');
  await queue.sendMessage('poison');
  assert.equal((await settled).outcome, 'hidden');
  assert.deepEqual([await waiting(queue), await texts(queue)], [1, []]);
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

test('a message that somebody else has by now is left to them', limit, async () => {
  const { queue, host } = await queueHost(async (_message, context) => {
    const { id, popReceipt } = context.triggerMetadata ?? {};
    await queue.updateMessage(String(id), String(popReceipt), 'changed', 600);
  });
  const settled = until(host, 'settled');
  await queue.sendMessage('mine?');
  assert.equal((await settled).outcome, 'lost');
  assert.equal(await waiting(queue), 1);
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

test('two hosts on one storage share the messages, each message once', limit, async () => {
  const worked: string[] = [];
  const bothBusy = gate();
  const open = gate();
  const handler = async (message: unknown) => {
    worked.push(String(message));
    if (worked.length === 2) bothBusy.resolve();
    await open.promise;
  };
  const one = await queueHost(handler, { batchSize: 1, newBatchThreshold: 0 });
  const register = () => app.storageQueue('other', { queueName: one.name, connection: 'AzureWebJobsStorage', handler });
  const json = hostJson({ batchSize: 1, newBatchThreshold: 0 });
  const two = await testHost(register, { env: { AzureWebJobsStorage: storage }, hostJson: json });
  let settled = 0;
  const all = gate();
  for (const host of [one.host, two]) {
    host.events.on('settled', () => {
      settled += 1;
      if (settled === 10) all.resolve();
    });
  }
  for (let n = 0; n < 10; n += 1) await one.queue.sendMessage(`m${n}`);
  // One works on one message at a time: two at once are two hosts.
  await bothBusy.promise;
  open.resolve();
  await all.promise;
  assert.deepEqual(
    worked.toSorted(),
    Array.from({ length: 10 }, (_, n) => `m${n}`),
  );
});
