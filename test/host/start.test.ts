import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { QueueClient } from '@azure/storage-queue';
import { startApp } from '../support/app-process.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { limit } from './support.ts';

const storage = await testStorage();
const root = join(import.meta.dirname, 'fixtures', 'app');
const data = join(root, '.carillon');
const args = ['--root', root];

await rm(data, { recursive: true, force: true });
after(() => rm(data, { recursive: true, force: true }));

const alone = { AzureWebJobsStorage: undefined, AZURE_FUNCTIONS_ENVIRONMENT: undefined };
const setting = async (url: string, name: string) => (await fetch(`${url}/api/setting/${name}`)).text();

test('without a storage it starts one beside it, keeps its data, and ends cleanly', limit, async () => {
  const name = uniqueName('q');
  const settings = { ...alone, STUCK_QUEUE: `${name}-other` };
  const first = startApp(args, settings);
  const url = await first.ready;
  assert.equal(await setting(url, 'AZURE_FUNCTIONS_ENVIRONMENT'), 'Development');
  const connection = await setting(url, 'AzureWebJobsStorage');
  const queue = new QueueClient(connection, name);
  await queue.create();
  await queue.sendMessage('kept');

  const second = startApp(args, settings);
  await assert.rejects(second.ready, /in use by process \d+/);

  assert.equal(await first.end('SIGTERM'), 0);
  const quick = { retryOptions: { maxTries: 1 } };
  await assert.rejects(new QueueClient(connection, name, quick).getProperties(), /ECONNREFUSED/);

  const again = startApp(args, settings);
  const kept = new QueueClient(await setting(await again.ready, 'AzureWebJobsStorage'), name);
  assert.equal((await kept.peekMessages()).peekedMessageItems[0]?.messageText, 'kept');
  assert.equal(await again.end('SIGINT'), 0);
});

test('the storage it started ends with it when it is killed', limit, async () => {
  const killed = startApp(args, { ...alone, STUCK_QUEUE: uniqueName('q') });
  const connection = await setting(await killed.ready, 'AzureWebJobsStorage');
  await killed.end('SIGKILL');
  const queue = new QueueClient(connection, 'any', { retryOptions: { maxTries: 1 } });
  // It may take the emulator a moment to notice; the test's limit ends this.
  let gone = false;
  while (!gone)
    gone = await queue.exists().then(
      () => false,
      (error: Error) => /ECONN/.test(error.message),
    );
});

test('several run on one storage; one that is killed takes nothing with it', limit, async () => {
  const name = uniqueName('q');
  const settings = { AzureWebJobsStorage: storage, STUCK_QUEUE: name };
  const [one, two] = [startApp(args, settings), startApp(args, settings)];
  await Promise.all([one.ready, two.ready]);
  const queue = new QueueClient(storage, name);
  await queue.sendMessage('x');
  const began = await Promise.race([one.said('began x').then(() => one), two.said('began x').then(() => two)]);
  const other = began === one ? two : one;
  await began.end('SIGKILL');
  // It is hidden for ten minutes, as in Azure, but it is there, and so is everything else.
  assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
  await queue.sendMessage('y');
  await other.said('began y');
  const ended = other.said('ended y');
  assert.equal(await other.end('SIGTERM'), 0);
  await ended;
  assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
});

test('a storage that does not answer is named', limit, async () => {
  const nowhere = storage.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1');
  const app = startApp(args, { AzureWebJobsStorage: nowhere, STUCK_QUEUE: 'any' });
  await assert.rejects(app.ready, /AzureWebJobsStorage does not answer/);
});

test('a port that is taken is named', limit, async () => {
  const settings = { AzureWebJobsStorage: storage, STUCK_QUEUE: uniqueName('q') };
  const first = startApp(args, settings);
  const { port } = new URL(await first.ready);
  const second = startApp(args, { ...settings, PORT: port });
  await assert.rejects(second.ready, new RegExp(`Port ${port} is taken`));
});

test('who asks for a bundle that is not built is told what to do, before anything is started', limit, async () => {
  const empty = await mkdtemp(join(tmpdir(), 'carillon-'));
  after(() => rm(empty, { recursive: true }));
  const app = startApp(['--root', empty, '--bundle'], alone);
  await assert.rejects(app.ready);
  assert.deepEqual(app.lines, [`There is no built app in ${join(empty, 'dist')}: run "npm run build" first.`]);
  assert.deepEqual(await readdir(empty), []);
});
