import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cwd, send } from './support/asking.ts';
import { carillon } from './support/carillon.ts';
import { broadcast, problem, recordingServer } from './support/recording-server.ts';

for (const status of [400, 401, 403, 404, 409, 422]) {
  test(`what is refused with ${status} is exit code 3, and is not asked again`, async () => {
    const server = await recordingServer(() => problem(status, 'some-code'));
    const { code, stdout, stderr } = await carillon(['show', 'b1'], { url: server.url });
    assert.deepEqual([code, stdout], [3, '']);
    assert.equal(stderr, 'error: It is some-code.\n  → Do better.\n');
    assert.equal(server.requests.length, 1);
  });
}

test('each fault in what was sent is told, with its place', async () => {
  const errors = [
    { path: '/message/text', code: 'empty', message: 'It is empty.' },
    { path: '', code: 'too-large', message: 'It is too much.' },
  ];
  const server = await recordingServer(() => problem(400, 'invalid-request', { errors }));
  const { stderr } = await carillon(send, { url: server.url, cwd });
  assert.match(
    stderr,
    /\n {2}\/message\/text: It is empty\.\n {2}\(the whole\): It is too much\.\n {2}→ Do better\.\n$/,
  );
});

test('with --json a refusal is the API’s problem, on stderr', async () => {
  const server = await recordingServer(() => problem(409, 'run-changed', { extra: { kept: true } }));
  const { code, stdout, stderr } = await carillon(['pause', 'b1', '--json'], { url: server.url });
  assert.deepEqual([code, stdout], [3, '']);
  const told = JSON.parse(stderr);
  assert.deepEqual([told.code, told.status, told.extra], ['run-changed', 409, { kept: true }]);
});

for (const [what, reply] of [
  ['500', problem(500, 'internal-error')],
  ['503 for longer than one would wait', { ...problem(503, 'storage-unavailable'), headers: { 'Retry-After': '900' } }],
  ['429 for longer than one would wait', { ...problem(429, 'too-many-requests'), headers: { 'Retry-After': '900' } }],
  ['a page that is not Carillon’s', { status: 200, body: '<html>Hello</html>' }],
  ['an object that is not Carillon’s', { status: 200, body: { hello: 'world' } }],
  ['an error that is not Carillon’s', { status: 404, body: '<html>Not here</html>' }],
  ['a way to somewhere else', { status: 302, headers: { Location: 'http://127.0.0.1:9/' } }],
] as const) {
  test(`${what} is exit code 4`, async () => {
    const server = await recordingServer(() => reply);
    const { code, stdout, stderr } = await carillon(['show', 'b1'], { url: server.url });
    assert.deepEqual([code, stdout], [4, ''], stderr);
    assert.equal(server.requests.length, 1);
  });
}

test('where nobody listens it is exit code 4, and what to look at', async () => {
  const { code, stderr } = await carillon(['list'], { url: 'http://127.0.0.1:9' });
  assert.equal(code, 4);
  assert.match(stderr, /^error: http:\/\/127\.0\.0\.1:9 does not answer \(.+\)\.\n {2}→ .*CARILLON_URL/);
  const json = await carillon(['list', '--json'], { url: 'http://127.0.0.1:9' });
  assert.equal(JSON.parse(json.stderr).code, 'unreachable');
});

test('"later" and a lost answer are asked again, with the same key and body: one broadcast', async () => {
  const server = await recordingServer((_, n) => {
    if (n === 1) return { ...problem(503, 'storage-unavailable'), headers: { 'Retry-After': '0' } };
    if (n === 2) return (response) => response.destroy();
    return { status: 202, body: broadcast() };
  });
  const { code, stdout } = await carillon(send, { url: server.url, cwd });
  assert.deepEqual([code, stdout], [0, 'b1\n']);
  const [first, ...others] = server.requests.map(({ headers, body }) => [headers['idempotency-key'], body]);
  assert.match(String(first?.[0]), /^[0-9a-f-]{36}$/);
  assert.deepEqual(others, [first, first]);
});

test('when it is not known whether it was created, the key is told with which to repeat it', async () => {
  const server = await recordingServer(() => ({ ...problem(503, 'busy'), headers: { 'Retry-After': '900' } }));
  const key = () => server.requests.at(-1)?.headers['idempotency-key'];
  const said = await carillon(send, { url: server.url, cwd });
  assert.equal(said.code, 4);
  assert.ok(said.stderr.replaceAll(/\s+/g, ' ').includes(`repeat this command with --key ${key()}`), said.stderr);
  const json = await carillon([...send, '--json'], { url: server.url, cwd });
  assert.equal(JSON.parse(json.stderr).idempotencyKey, key());
  await carillon([...send, '--key', 'water-1'], { url: server.url, cwd });
  assert.equal(key(), 'water-1');
});

test('a fault that is alone is told once', async () => {
  const errors = [{ path: '/startAt', code: 'invalid-time', message: 'It is no time.' }];
  const server = await recordingServer(() =>
    problem(400, 'invalid-request', { detail: '/startAt: It is no time.', errors }),
  );
  const { stderr } = await carillon(send, { url: server.url, cwd });
  assert.equal(stderr, 'error: /startAt: It is no time.\n  → Do better.\n');
});

test('a large one that must be confirmed is exit code 3 in a pipeline, and says what to pass', async () => {
  const server = await recordingServer(() => problem(409, 'confirmation-required'));
  const { code, stderr } = await carillon(send, { url: server.url, cwd });
  assert.equal(code, 3);
  assert.equal(server.requests.length, 1);
  assert.match(stderr, /→ If you are sure, repeat it with --confirm\./);
});
