import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from '@azure/functions';
import { QueueClient } from '@azure/storage-queue';
import { uniqueName } from '../support/azurite.ts';
import { queueHost, storage, texts, waiting } from './queue-host.ts';
import { hostJson, limit, testHost, until } from './support.ts';

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
