import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cwd, send } from './support/asking.ts';
import { carillon } from './support/carillon.ts';
import { broadcast, recordingServer } from './support/recording-server.ts';

const ada = 'aaaaaaaa-0000-4000-8000-000000000001';
const endedAt = '2026-11-23T20:00:00.000Z';
const reason = { code: 'app-uninstalled', message: 'The app is not installed for this user.', action: 'Install it.' };

test('--json is exactly what the API answers', async () => {
  const answer = broadcast({ fieldOfALaterVersion: { a: [1, null] } });
  const page = { items: [answer], next: 'c2', pollAfterMs: 2000 };
  const server = await recordingServer(({ path }) => ({ body: path === '/api/broadcasts' ? page : answer }));
  for (const [args, is] of [
    [['show', 'b1'], answer],
    [['cancel', 'b1'], answer],
    [['watch', 'b1'], answer],
    [['list'], page],
  ] as const) {
    const { stdout, stderr } = await carillon([...args, '--json'], { url: server.url });
    assert.deepEqual(JSON.parse(stdout), is, args.join(' '));
    assert.equal(stderr, '', 'nothing else is said');
  }
});

test('--all follows every page, and with --json gives an object a line', async () => {
  const server = await recordingServer(({ query }) => {
    const page = Number(query.get('cursor') ?? 0);
    return { body: { items: [{ ...broadcast(), id: `b${page}` }], next: page < 2 ? String(page + 1) : null } };
  });
  const { stdout } = await carillon(['list', '--all', '--json', '--status', 'completed'], { url: server.url });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  assert.deepEqual(lines, ['b0', 'b1', 'b2']);
  assert.ok(server.requests.every(({ query }) => query.get('status') === 'completed' && query.get('limit') === '1000'));
  const table = await carillon(['list', '--all'], { url: server.url });
  assert.match(table.stdout, /^ID .*\nb0 .*\nb1 .*\nb2 .*\n$/, 'one table, however many pages');
});

test('what an author wrote can neither draw on the terminal nor break a table; JSON has it as it is', async () => {
  const summary = 'Water\x1b[31m is\r\noff\u202e\u2028!';
  const server = await recordingServer(({ path }) => {
    const one = broadcast({ summary, createdBy: 'a\x07da' });
    return { body: path === '/api/broadcasts' ? { items: [one], next: null } : one };
  });
  for (const args of [['list'], ['show', 'b1'], ['watch', 'b1']]) {
    const { stdout } = await carillon(args, { url: server.url });
    assert.match(stdout, /Water \[31m is off !/);
    const drawn = ['\x1b', '\x07', '\r', '\u202e', '\u2028'].filter((character) => stdout.includes(character));
    assert.deepEqual(drawn, [], args.join(' '));
  }
  assert.equal(JSON.parse((await carillon(['show', 'b1', '--json'], { url: server.url })).stdout).summary, summary);
});

for (const [says, change] of [
  ['being taken back: 12 to go', { kind: 'recall', left: 12, failed: 0 }],
  ['being edited: 3 to go, 2 have it as it was', { kind: 'edit', left: 3, failed: 2 }],
  ['taken back 2026-11-23T20:00:00Z, 1 still have it', { kind: 'recall', left: 0, failed: 1, endedAt }],
  ['edited 2026-11-23T20:00:00Z', { kind: 'edit', left: 0, failed: 0, endedAt }],
  [
    'given up 2026-11-23T20:00:00Z, 9 still have it',
    { kind: 'recall', left: 0, failed: 9, endedAt, stoppedAt: endedAt },
  ],
] as const) {
  test(`a message that is ${says}: show and the action itself say so`, async () => {
    const counts = { ...(broadcast()['counts'] as object), failed: 1 };
    const one = broadcast({ counts, change: { askedAt: endedAt, endedAt: null, stoppedAt: null, ...change } });
    const server = await recordingServer(() => ({ body: one }));
    const { stdout } = await carillon(['show', 'b1'], { url: server.url });
    assert.ok(stdout.includes(`\n  message       ${says}\n`), stdout);
    assert.equal(
      stdout.includes('carillon retry b1'),
      change.kind === 'edit',
      'What was taken back is not sent again.',
    );
    const acted = await carillon(['recall', 'b1', '--yes'], { url: server.url });
    assert.ok(acted.stdout.endsWith(`; ${says}\n`), acted.stdout);
  });
}

test('a list says on stderr that there are more, and how to see them', async () => {
  const server = await recordingServer(() => ({ body: { items: [broadcast()], next: 'c2' } }));
  const { stdout, stderr } = await carillon(['list'], { url: server.url });
  assert.match(stdout, /^ID +STATUS +DELIVERED +CREATED +BY +SUMMARY\nb1 +completed +3 of 3 .*Water is off\n$/);
  assert.equal(stderr, 'There are more: --all, or --cursor c2\n');
  assert.equal((await carillon(['list', '--quiet'], { url: server.url })).stderr, '');
});

test('why somebody did not get it: in a sentence, with the reason and what to do', async () => {
  const delivery = {
    recipient: { type: 'user', id: ada },
    state: 'failed',
    attempts: 2,
    at: '2026-11-23T19:26:04.000Z',
  };
  const server = await recordingServer(() => ({ body: { ...delivery, reason } }));
  const { code, stdout } = await carillon(['why', ada, 'b1'], { url: server.url });
  assert.equal(code, 0);
  assert.equal(server.requests[0]?.path, `/api/broadcasts/b1/deliveries/user/${ada}`);
  assert.equal(
    stdout,
    `${ada} did not get it: Teams did not take it (failed, 2 attempts, 2026-11-23T19:26:04Z).\n` +
      '  app-uninstalled: The app is not installed for this user.\n  → Install it.\n',
  );
});

test('whether somebody can be reached, and what they got lately', async () => {
  const got = { broadcast: { id: 'b1', summary: 'Water is off', createdAt: '2026-11-23T19:25:50.727Z' } };
  const person = {
    ...{ id: ada, tenant: 't', reachable: false, reason, locale: 'en-GB', timeZone: null },
    conversation: { state: 'removed', since: '2026-11-20T10:00:00.000Z', heardAt: null },
    deliveries: { items: [{ ...got, state: 'skipped', attempts: 0, at: null, reason }], next: null },
  };
  const server = await recordingServer(() => ({ body: person }));
  for (const args of [
    ['person', ada],
    ['why', ada],
  ]) {
    const { code, stdout } = await carillon(args, { url: server.url });
    assert.equal(code, 0);
    assert.match(stdout, /^aaaa\S+ cannot be reached since 2026-11-20T10:00:00Z \(en-GB\)\.\n {2}app-uninstalled: /);
    assert.match(stdout, /\nb1 +2026-11-23T19:25:50Z +skipped +Water is off +app-uninstalled\n$/);
  }
  assert.ok(server.requests.every(({ path }) => path === `/api/people/${ada}`));
});

test('the reasons of a broadcast, each with how many, what to do, and whether a retry helps', async () => {
  const items = [{ ...reason, count: 12, retriable: true, states: { failed: 10, skipped: 2 } }];
  const server = await recordingServer(() => ({ body: { items } }));
  const { stdout } = await carillon(['reasons', 'b1'], { url: server.url });
  assert.match(
    stdout,
    /^ +12 {2}app-uninstalled \(10 failed, 2 skipped\)\n +The app .*\n +→ Install it\. A retry may help\.\n$/,
  );
});

test('a dry run says who would get it, counts on until it is complete, and sends nothing', async () => {
  const resolved = {
    ...{ complete: true, cursor: null, total: 1000, excluded: 1, reachable: 900, unknown: { count: 1, ids: [ada] } },
    bySource: [{ source: { type: 'everyone' }, count: 1000 }],
    unreachable: [{ ...reason, count: 99 }],
    duration: { atLearnedRate: null, atConfiguredRate: { rate: 45, ms: 22_223 } },
  };
  const server = await recordingServer((_, n) => ({
    body: n === 1 ? { ...resolved, complete: false, cursor: 'c1', total: 500 } : resolved,
  }));
  const { code, stdout, stderr } = await carillon([...send, '--dry-run', '--rate', '45'], { url: server.url, cwd });
  assert.equal(code, 0, stderr);
  const audience = { include: [{ type: 'everyone' }] };
  assert.deepEqual(
    server.requests.map(({ method, path, body }) => [method, path, body]),
    [
      ['POST', '/api/audience/resolve', { audience, maxRate: 45 }],
      ['POST', '/api/audience/resolve', { audience, maxRate: 45, cursor: 'c1' }],
    ],
  );
  assert.match(
    stdout,
    /^ +1000 {2}people would be in it\n[\s\S]* 900 {2}can be reached\n[\s\S]*takes 23 s at 45 a second\.\n$/,
  );
  assert.match(stderr, /Nothing was sent\.\n$/);
});
