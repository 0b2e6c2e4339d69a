import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { carillon, folderWith, startCarillon } from './support/carillon.ts';
import { broadcast, recordingServer } from './support/recording-server.ts';

const cwd = await folderWith({ 'water.md': '**Water** is off\n' });
const working = (over: object = {}) =>
  broadcast({ status: 'sending', endedAt: null, outcome: null, rate: 3, pollAfterMs: 1, ...over });

for (const [how, ended, code] of [
  ['everybody has it', { status: 'completed', outcome: 'all' }, 0],
  ['some have it', { status: 'completed', outcome: 'some' }, 5],
  ['nobody has it', { status: 'completed', outcome: 'none' }, 5],
  ['it was canceled', { status: 'canceled', outcome: 'some' }, 6],
  ['it was stopped', { status: 'stopped', outcome: 'none' }, 6],
  ['it ended in a way of a later version, and everybody has it', { status: 'over', outcome: 'all' }, 0],
] as const) {
  test(`when it has ended and ${how}, the exit code is ${code}: sent, watched or retried`, async () => {
    const server = await recordingServer(({ method }) => ({ body: method === 'GET' ? broadcast(ended) : working() }));
    for (const args of [
      ['watch', 'b1'],
      ['send', 'water.md', '--to', 'everyone', '--watch'],
      ['retry', 'b1', '--run', '1', '--watch'],
    ]) {
      const said = await carillon(args, { url: server.url, cwd });
      assert.equal(said.code, code, said.stderr);
      assert.match(said.stdout, new RegExp(`^b1 {2}${ended.status} \\(${ended.outcome} delivered\\)\n`));
    }
  });
}

test('while it goes on, progress goes to stderr: plain lines where that is no terminal', async () => {
  const server = await recordingServer((_, n) => ({ body: n < 3 ? working() : broadcast() }));
  const { stdout, stderr } = await carillon(['watch', 'b1', '--json'], { url: server.url });
  assert.deepEqual(JSON.parse(stdout), broadcast(), 'one object: how it ended');
  assert.equal(stderr, '', 'a program that reads JSON is not told of progress');
  const plain = await carillon(['watch', 'b1'], { url: server.url });
  assert.match(plain.stderr, /3 of 3 delivered/);
  assert.ok(!plain.stderr.includes('\x1b'), 'nothing is drawn where nothing can be');
  assert.equal((await carillon(['watch', 'b1', '--quiet'], { url: server.url })).stderr, '');
});

test('what has not changed is not fetched again', async () => {
  const etags: unknown[] = [];
  const server = await recordingServer(({ headers }, n) => {
    etags.push(headers['if-none-match']);
    if (n === 1) return { body: working(), headers: { ETag: '"one"' } };
    if (n === 2) return { status: 304, headers: { ETag: '"one"' } };
    return { body: broadcast() };
  });
  assert.equal((await carillon(['watch', 'b1'], { url: server.url })).code, 0);
  assert.deepEqual(etags, [undefined, '"one"', '"one"']);
});

test('a deployment on the way is sat out', async () => {
  const server = await recordingServer((_, n) => {
    if (n === 2) return { status: 503, body: { code: 'storage-unavailable', detail: 'Storage gave no answer.' } };
    if (n === 3) return (response) => response.destroy();
    return { body: n < 4 ? working() : broadcast() };
  });
  const { code, stderr } = await carillon(['watch', 'b1'], { url: server.url });
  assert.equal(code, 0);
  assert.match(stderr, /Storage gave no answer\. Trying again\./);
});

test('that it waits for its release is said once, with what lets it go', async () => {
  const server = await recordingServer((_, n) => ({
    body: n < 3 ? working({ status: 'awaiting-release' }) : broadcast(),
  }));
  const { stderr } = await carillon(['watch', 'b1'], { url: server.url });
  const said = stderr.replaceAll(/\s+/g, ' ');
  assert.equal(said.match(/It waits for somebody else: carillon release b1/g)?.length, 1, stderr);
});

test('that it is paused or scheduled is said once, with how it goes on', async () => {
  const problem = { code: 'bot-not-registered', detail: 'Teams does not know the bot.' };
  const server = await recordingServer((_, n) => {
    if (n < 3) return { body: working({ status: 'scheduled', startAt: '2026-12-01T09:00:00Z' }) };
    return { body: n < 5 ? working({ status: 'paused', problem }) : broadcast() };
  });
  const { stderr } = await carillon(['watch', 'b1'], { url: server.url });
  const said = stderr.replaceAll(/\s+/g, ' ');
  assert.equal(said.match(/Scheduled for 2026-12-01T09:00:00Z\./g)?.length, 1, stderr);
  const paused = /Paused: Teams does not know the bot\. It goes on with: carillon resume b1/g;
  assert.equal(said.match(paused)?.length, 1, stderr);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the watching and not the broadcast, and says so`, async () => {
    const looked = Promise.withResolvers<void>();
    const server = await recordingServer((_, n) => {
      if (n === 2) looked.resolve();
      return { body: working() };
    });
    const { child, ended } = startCarillon(['watch', 'b1'], { url: server.url });
    await looked.promise;
    child.kill(signal);
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    const said = stderr.replaceAll(/\s+/g, ' ');
    assert.match(said, /the broadcast goes on\. Watch it again: carillon watch b1\. End it: carillon cancel b1/);
    assert.ok(
      server.requests.every(({ method }) => method === 'GET'),
      'nothing was canceled',
    );
  });
}

test('Ctrl-C while it is created tells the key that shows whether it was', async () => {
  const arrived = Promise.withResolvers<void>();
  const server = await recordingServer(() => () => arrived.resolve());
  const { child, ended } = startCarillon(['send', 'water.md', '--to', 'everyone', '--key', 'k1'], {
    url: server.url,
    cwd,
  });
  await arrived.promise;
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr.replaceAll(/\s+/g, ' '), /It may have been created\. .*--key k1/);
});

test('who stops reading is not told of an error', async () => {
  const items = Array.from({ length: 5_000 }, (_, i) => ({ ...broadcast(), id: `b${i}` }));
  const server = await recordingServer(() => ({ body: { items, next: null } }));
  const { child, ended, exit } = startCarillon(['list', '--all', '--json'], { url: server.url });
  ended.catch(() => {}); // Its stdout is closed before its end.
  let complaints = '';
  child.stderr?.on('data', (data) => {
    complaints += data;
  });
  await once(child.stdout!, 'data');
  child.stdout!.destroy();
  assert.deepEqual([await exit, complaints], [0, '']);
});
