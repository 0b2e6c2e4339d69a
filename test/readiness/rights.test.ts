import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';
import { mayRemove, mayWrite, seldom } from '../../shared/readiness/rights.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { handClock } from '../support/hand-clock.ts';

const storage = await testStorage();

/** A shared access signature of the emulator's, which is held to the rights it names. */
function signatureFor(rights: string): string {
  const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(storage)![1]!;
  const asked = {
    services: AccountSASServices.parse('qt').toString(),
    resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
    permissions: AccountSASPermissions.parse(rights),
    expiresOn: new Date(Date.now() + 3_600_000),
  };
  const credential = new StorageSharedKeyCredential(part('AccountName'), part('AccountKey'));
  return generateAccountSASQueryParameters(asked, credential).toString();
}

/** A table and a queue that are there, as somebody sees them who has these rights and no others. */
async function seenWith(rights: string) {
  const names = { table: uniqueName('T'), queue: uniqueName('q') };
  const opened = async (connection: string) => {
    const { table, queue } = await openStorage(
      readSettings({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: connection }),
    );
    return { table: table(names.table), queue: queue(names.queue) };
  };
  const whole = await opened(storage);
  await whole.table.write('somebody', [{ do: 'insert', key: 'other', values: { v: 1 } }]);
  await whole.queue.put('job');
  const signature = signatureFor(rights);
  const proxy = await proxyStorage(storage, ({ url }) => {
    return { kind: 'other-request', url: `${url}${url.includes('?') ? '&' : '?'}${signature}` };
  });
  after(() => proxy.close());
  // With another key: the emulator goes by the signature then.
  const key = Buffer.from('another').toString('base64');
  return { whole, seen: await opened(proxy.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${key}`)) };
}

test('who may only read is found out, and who may write is not held up', async () => {
  const reader = await seenWith('r');
  assert.ok(await reader.seen.table.read('somebody', 'other'), 'reading goes well');
  assert.equal((await reader.seen.queue.oldest())?.text, 'job');
  const lacking = { name: 'StorageUnavailable', message: /^403 AuthorizationPermissionMismatch/ };
  await assert.rejects(mayWrite(reader.seen.table, 'somebody'), lacking);
  await assert.rejects(mayRemove(reader.seen.queue), lacking);
  const writer = await seenWith('rwdlaup');
  await mayWrite(writer.seen.table, 'somebody');
  await mayRemove(writer.seen.queue);
});

test('to look at rights changes nothing', async () => {
  const { whole, seen } = await seenWith('rwdlaup');
  const all = async () => [await whole.table.range('somebody', {}), await whole.queue.oldest()];
  const before = await all();
  await mayWrite(seen.table, 'somebody');
  await mayRemove(seen.queue);
  assert.deepEqual(await all(), before);
});

test('rights that are there are looked at once in five minutes, and such as lack each time', async () => {
  const { clock, pass } = handClock();
  let looks = 0;
  let lacking = true;
  const look = seldom(clock, async () => {
    looks++;
    if (lacking) throw new Error('403');
  });
  for (let i = 0; i < 2; i++) await assert.rejects(look);
  lacking = false;
  for (let i = 0; i < 30; i++, pass(10_000)) await look();
  assert.equal(looks, 3);
  await look();
  assert.equal(looks, 4);
});
