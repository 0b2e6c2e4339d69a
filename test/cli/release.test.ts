import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { carillonAttended } from './support/attended.ts';
import { carillon } from './support/carillon.ts';
import { broadcast, problem, recordingServer } from './support/recording-server.ts';

const shown = {
  ...{ id: 'b1', status: 'awaiting', fingerprint: 'f1', createdBy: 'ada', version: 2 },
  release: { since: '2026-11-23T19:25:50.727Z', editedBy: 'eve', releasedAt: null, releasedBy: null },
  message: { text: 'Water is off\n\x1b[2Kuntil 14:00', textFormat: 'markdown', summary: 'Water' },
  audience: { include: [{ type: 'users', ids: ['u-1', 'u-2'] }], exclude: [{ type: 'users', ids: ['u-3'] }] },
  ...{ startAt: null, expiresAt: null, priority: 'urgent', maxRate: 7, onUncertain: 'retry' },
  quietHours: { from: '20:00', to: '08:00', days: ['sat', 'sun'] },
  webhook: { url: 'https://hooks.example.com/carillon?…' },
  resolved: {
    ...{ complete: true, cursor: null, total: 2, excluded: 1, reachable: 2, unreachable: [] },
    bySource: [{ source: { type: 'users', count: 2 }, count: 2 }],
    unknown: { count: 0, ids: [] },
    duration: { atLearnedRate: null, atConfiguredRate: { rate: 45, ms: 100 } },
  },
};

const waiting = () =>
  recordingServer(({ method }) => ({
    body: method === 'GET' ? shown : broadcast({ status: 'sending', outcome: null }),
  }));

test('who releases at a terminal reads the whole message, whom it names and how many it is for, and is asked', async () => {
  const server = await waiting();
  const no = await carillonAttended(['release', 'b1'], { url: server.url, answer: 'n' });
  assert.equal(no.code, 130);
  for (const line of [
    '| Water is off',
    'until 14:00',
    'created by    ada',
    'eve',
    'u-1',
    'u-2',
    'not to users',
    'u-3',
    'urgent',
    'markdown',
    '7 requests a second',
    'if uncertain  retry',
    '20:00 to 08:00, sat sun',
    'https://hooks.example.com/carillon?…',
  ]) {
    assert.ok(stripVTControlCharacters(no.stderr).includes(line), `${line}: ${no.stderr}`);
  }
  assert.match(no.stderr, / 2 {2}people would be in it/);
  assert.ok(!no.stderr.includes('\x1b[2Kuntil'), 'what somebody else wrote draws nothing on this terminal');
  assert.deepEqual(
    server.requests.map(({ method }) => method),
    ['GET'],
  );
  const yes = await carillonAttended(['release', 'b1'], { url: server.url, answer: 'y' });
  assert.equal(yes.code, 0, yes.stderr);
  const { method, path, body } = server.requests.at(-1)!;
  assert.deepEqual([method, path, body], ['POST', '/api/broadcasts/b1/release', { fingerprint: 'f1' }]);
});

test('where nobody is asked, what is released must be said', async () => {
  const server = await waiting();
  for (const args of [
    ['release', 'b1'],
    ['release', 'b1', '--yes'],
  ]) {
    const { code, stderr } = await carillon(args, { url: server.url });
    assert.deepEqual([code, server.requests.length], [2, 0], stderr);
    assert.match(stderr, /--fingerprint/);
  }
  const { code } = await carillon(['release', 'b1', '--yes', '--fingerprint', 'f0'], { url: server.url });
  assert.deepEqual([code, server.requests.at(-1)?.body], [0, { fingerprint: 'f0' }]);
  const refusing = await recordingServer(() => problem(403, 'second-person-required'));
  const refused = await carillon(['release', 'b1', '--yes', '--fingerprint', 'f0'], { url: refusing.url });
  assert.equal(refused.code, 3);
});

test('what waits for a release says so, and what lets it go', async () => {
  const release = { since: '2026-11-23T19:25:50.727Z', editedBy: null, releasedAt: null, releasedBy: null };
  const over = { status: 'awaiting-release', endedAt: null, outcome: null, planned: false, release };
  const server = await recordingServer(() => ({ body: broadcast(over) }));
  const { stdout } = await carillon(['show', 'b1'], { url: server.url });
  assert.match(stdout, /awaiting-release/);
  assert.match(stdout, /Let it go: carillon release b1/);
});

const unusual = { detail: '100 broadcasts were created or released\x9b2K in the last 24 hours, of 100 allowed.' };

test('who releases more than is usual in a day is told why, and their yes confirms it', async () => {
  const server = await recordingServer(({ method }) => ({
    body: method === 'GET' ? { ...shown, confirmation: unusual } : broadcast({ status: 'sending', outcome: null }),
  }));
  const no = await carillonAttended(['release', 'b1'], { url: server.url, answer: 'n' });
  assert.deepEqual([no.code, server.requests.length], [130, 1]);
  const said = stripVTControlCharacters(no.stderr);
  assert.match(said, /unusual: 100 broadcasts were created or released 2K in the last 24 hours/);
  assert.match(said, /more than is usual in a day\. Send this all the same\? \[y\/N\]/);
  assert.equal((await carillonAttended(['release', 'b1'], { url: server.url, answer: 'y' })).code, 0);
  assert.deepEqual(server.requests.at(-1)!.body, { fingerprint: 'f1', confirm: true });
});

test('where the day has filled while they read, they are asked once more', async () => {
  const server = await recordingServer(({ method, body }) => {
    if (method === 'GET') return { body: { ...shown, confirmation: null } };
    const isConfirmed = (body as { confirm?: boolean }).confirm === true;
    return isConfirmed ? { body: broadcast({ status: 'sending' }) } : problem(409, 'confirmation-required', unusual);
  });
  const { code, stderr } = await carillonAttended(['release', 'b1'], { url: server.url, answer: 'y' });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Send this\? .*allowed\. Release it\? /s);
  assert.deepEqual(
    server.requests.slice(1).map(({ body }) => body),
    [{ fingerprint: 'f1' }, { fingerprint: 'f1', confirm: true }],
  );
});

test('where nobody is asked, more than is usual is exit code 3 until it says --confirm', async () => {
  const server = await recordingServer(() => problem(409, 'confirmation-required', unusual));
  const args = ['release', 'b1', '--yes', '--fingerprint', 'f1'];
  const { code, stderr } = await carillon(args, { url: server.url });
  assert.deepEqual([code, server.requests.length], [3, 1]);
  assert.match(stderr, /repeat it with --confirm/);
  await carillon([...args, '--confirm'], { url: server.url });
  assert.deepEqual(server.requests.at(-1)!.body, { fingerprint: 'f1', confirm: true });
});
