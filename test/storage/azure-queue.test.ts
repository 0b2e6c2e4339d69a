/** What is the real adapter's own: how it words what the queue service answers. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { StorageSharedKeyCredential } from '@azure/storage-queue';
import { parseConnectionString } from '../../shared/settings/connection-string.ts';
import { azureQueue } from '../../shared/storage/azure-queue.ts';
import { StorageRefused, StorageUnavailable } from '../../shared/storage/table.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { openProxy } from './proxy.ts';

const account = parseConnectionString(await testStorage());
const proxy = await openProxy('queue', account.queueUrl);
after(() => proxy.close());

const credential = new StorageSharedKeyCredential(account.account, account.key);
const HOUR = 3_600_000;

function openQueues() {
  const name = uniqueName('q');
  return {
    direct: azureQueue({ url: account.queueUrl, credential }, name),
    proxied: azureQueue({ url: proxy.url, credential }, name),
    hasty: azureQueue({ url: proxy.url, credential }, name, { tryMs: 200 }),
  };
}

test('an answer that stays away is given up after a while', async () => {
  const { direct, hasty } = openQueues();
  await direct.put('x');
  proxy.tricks.push({ do: 'stall' });
  await assert.rejects(hasty.take(1, HOUR), new StorageUnavailable('no answer in time'));
});

test('an error of the service is said once and not tried again', async () => {
  const { direct, proxied } = openQueues();
  await direct.put('x');
  const [taken] = await direct.take(1, HOUR);
  assert.ok(taken);
  const before = { ...proxy.seen };
  const trick = { do: 'answer', status: 503, code: 'ServerBusy' } as const;
  proxy.tricks.push(trick, trick, trick);
  const unavailable = new StorageUnavailable('503 ServerBusy');
  await assert.rejects(proxied.put('x'), unavailable);
  await assert.rejects(proxied.take(1, HOUR), unavailable);
  await assert.rejects(proxied.remove(taken), unavailable);
  assert.deepEqual([proxy.seen.tricked, proxy.seen.passed], [before.tricked + 3, before.passed]);
});

test('a receipt that is no longer right is no error, whichever way the service says so', async () => {
  const { direct, proxied } = openQueues();
  await direct.put('x');
  const [taken] = await direct.take(1, HOUR);
  assert.ok(taken);
  for (const [status, code] of [
    [400, 'PopReceiptMismatch'],
    [404, 'MessageNotFound'],
  ] as const) {
    proxy.tricks.push({ do: 'answer', status, code });
    await proxied.remove(taken);
  }
  proxy.tricks.push({ do: 'answer', status: 400, code: 'InvalidQueryParameterValue' });
  await assert.rejects(proxied.remove(taken), new StorageRefused('400 InvalidQueryParameterValue'));
});
