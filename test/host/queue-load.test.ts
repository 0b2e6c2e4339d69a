import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from '@azure/functions';
import { QueueClient } from '@azure/storage-queue';
import { uniqueName } from '../support/azurite.ts';
import { queueHost, storage, texts, waiting } from './queue-host.ts';
import { gate, hostJson, limit, testHost, until } from './support.ts';

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
