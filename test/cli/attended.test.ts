import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { carillonAttended } from './support/attended.ts';
import { folderWith } from './support/carillon.ts';
import { broadcast, problem, recordingServer } from './support/recording-server.ts';

const folder = await folderWith({ 'water.md': '**Water** is off\n' });
const send = ['send', join(folder, 'water.md'), '--to', 'everyone'];

for (const act of ['cancel', 'recall'] as const) {
  test(`who sits at a terminal is asked before a ${act}, and no is no`, async () => {
    const server = await recordingServer(() => ({ body: broadcast() }));
    const no = await carillonAttended([act, 'b1'], { url: server.url, answer: 'n' });
    assert.equal(no.code, 130);
    assert.match(no.stderr, /"Water is off", .*completed.*3 of 3 delivered\.[\s\S]*\[y\/N\]/);
    assert.match(no.stderr, /Nothing was done\./);
    assert.deepEqual(
      server.requests.map(({ method }) => method),
      ['GET'],
      'nothing was asked for',
    );
    const yes = await carillonAttended([act, 'b1'], { url: server.url, answer: 'y' });
    assert.equal(yes.code, 0);
    assert.deepEqual(
      server.requests.slice(1).map(({ path }) => path),
      ['/api/broadcasts/b1', `/api/broadcasts/b1/${act}`],
    );
  });

  test(`with --yes nobody is asked before a ${act}`, async () => {
    const server = await recordingServer(() => ({ body: broadcast() }));
    const { code, stderr } = await carillonAttended([act, 'b1', '--yes'], { url: server.url, answer: 'n' });
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(
      server.requests.map(({ method }) => method),
      ['POST'],
    );
  });
}

test('a large one that must be confirmed is asked about, and sent again with the same key', async () => {
  const server = await recordingServer((_, n) =>
    n % 2 === 1
      ? problem(409, 'confirmation-required', { detail: 'That is 300,000 people today.' })
      : { body: broadcast() },
  );
  const yes = await carillonAttended(send, { url: server.url, answer: 'yes' });
  assert.equal(yes.code, 0, yes.stderr);
  assert.match(yes.stderr, /That is 300,000 people today\. Send it\? \[y\/N\]/);
  const [first, second] = server.requests;
  assert.deepEqual(second?.body, { ...(first?.body as object), confirm: true });
  assert.equal(second?.headers['idempotency-key'], first?.headers['idempotency-key']);
  const no = await carillonAttended(send, { url: server.url, answer: '' });
  assert.equal(no.code, 130);
  assert.equal(server.requests.length, 3);
});

test('a terminal shows colours, and progress in place; NO_COLOR and --no-color take the colours away', async () => {
  const server = await recordingServer(() => ({ body: broadcast() }));
  const watch = (args: readonly string[], env = {}) =>
    carillonAttended(['watch', 'b1', ...args], { url: server.url, env });
  const shown = await watch([]);
  assert.ok(shown.stderr.includes('\x1b[2K') && shown.stderr.includes('\x1b[32m█'), shown.stderr);
  assert.ok(shown.stdout.includes('\x1b[32mcompleted'));
  for (const plain of [await watch(['--no-color']), await watch([], { NO_COLOR: '1' })]) {
    assert.ok(plain.stderr.includes('█') && !plain.stderr.includes('\x1b[32m'), plain.stderr);
    assert.ok(!plain.stdout.includes('\x1b['), plain.stdout);
  }
});
