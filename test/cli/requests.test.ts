import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carillon, folderWith } from './support/carillon.ts';
import { broadcast, type Recorded, recordingServer } from './support/recording-server.ts';

const ada = 'aaaaaaaa-0000-4000-8000-000000000001';
const bob = 'bbbbbbbb-0000-4000-8000-000000000002';
const card = { type: 'AdaptiveCard', version: '1.5', body: [] };

const cwd = await folderWith({
  'water.md': '\uFEFF**Water** is off\n',
  'water.txt': 'Water is off',
  'water.xml': '<b>Water</b> is off',
  'card.json': JSON.stringify(card),
  'message.json': JSON.stringify({ text: 'Water', summary: 'W' }),
  'body.json': JSON.stringify({
    ...{ message: { text: 'Water' }, audience: { include: [{ type: 'everyone' }] }, onUncertain: 'retry' },
  }),
  'people.csv': `"Name";"Object Id"\r\n"Lovelace; Ada";${ada}\r\n"Bob ""B""";${bob}\r\n`,
  'people.txt': `# floor 2\n${ada}  # Ada\n\n${bob}\n`,
});

/** What one command asks for. */
async function asked(args: readonly string[], input?: string): Promise<Recorded> {
  const server = await recordingServer(() => ({ status: 202, body: broadcast() }));
  const { code, stderr } = await carillon(args, { url: server.url, cwd, ...(input !== undefined && { input }) });
  assert.equal(code, 0, stderr);
  assert.equal(server.requests.length, 1);
  return server.requests[0]!;
}

const everyone = { include: [{ type: 'everyone' }] };

for (const [file, message] of [
  ['water.md', { text: '**Water** is off' }],
  ['water.txt', { text: 'Water is off', textFormat: 'plain' }],
  ['water.xml', { text: '<b>Water</b> is off', textFormat: 'xml' }],
  ['card.json', { card }],
  ['message.json', { text: 'Water', summary: 'W' }],
] as const) {
  test(`${file} is sent as what it is`, async () => {
    const { method, path, body } = await asked(['send', file, '--to', 'everyone']);
    assert.deepEqual([method, path], ['POST', '/api/broadcasts']);
    assert.deepEqual(body, { message, audience: everyone });
  });
}

test('the body of a request is sent as it is, and options go over it', async () => {
  const whole = await asked(['send', 'body.json']);
  assert.deepEqual(whole.body, { message: { text: 'Water' }, audience: everyone, onUncertain: 'retry' });
  const over = await asked(['send', 'body.json', '--to', ada, '--on-uncertain', 'hold', '--summary', 'Off']);
  assert.deepEqual(over.body, {
    message: { text: 'Water', summary: 'Off' },
    audience: { include: [{ type: 'users', ids: [ada] }] },
    onUncertain: 'hold',
  });
});

test('stdin is an Adaptive Card when it is JSON, and markdown otherwise', async () => {
  const sent = async (input: string) => (await asked(['send', '-', '--to', 'everyone'], input)).body;
  assert.deepEqual(await sent(JSON.stringify(card)), { message: { card }, audience: everyone });
  assert.deepEqual(await sent('{hello}\n'), { message: { text: '{hello}' }, audience: everyone });
});

test('people are named by id, in a text with one a line, or in a table by its column of ids', async () => {
  const audience = async (...to: string[]) => {
    const { body } = await asked(['send', 'water.md', '--to', ...to]);
    return (body as { audience: unknown }).audience;
  };
  const both = { include: [{ type: 'users', ids: [ada, bob] }] };
  assert.deepEqual(await audience(`${ada},${bob}`), both);
  assert.deepEqual(await audience('@people.txt'), both);
  assert.deepEqual(await audience('@people.csv'), both);
  assert.deepEqual(await audience('everyone', '--exclude', '@people.csv'), { ...everyone, exclude: both.include });
});

test('more people than one source may name are several sources', async () => {
  const id = (i: number) => `aaaaaaaa-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const many = await folderWith({ 'many.txt': Array.from({ length: 10_001 }, (_, i) => id(i)).join('\n') });
  const { body } = await asked(['send', 'water.md', '--to', `@${many}/many.txt`]);
  const { include } = (body as { audience: { include: { ids: string[] }[] } }).audience;
  assert.deepEqual(
    include.map(({ ids }) => ids.length),
    [10_000, 1],
  );
});

test('every option of a broadcast is a field of the request', async () => {
  const at = '2026-12-01T09:00:00+01:00';
  const options = ['--start-at', at, '--expires-at', '2026-12-02T00:00:00Z', '--quiet-hours', '20:00-07:00'];
  const more = ['--priority', 'urgent', '--rate', '2', '--tenant', 'contoso.com', '--confirm'];
  const { body } = await asked(['send', 'water.md', '--to', 'everyone', ...options, ...more]);
  assert.deepEqual(body, {
    message: { text: '**Water** is off' },
    audience: everyone,
    ...{ startAt: at, expiresAt: '2026-12-02T00:00:00Z', quietHours: { from: '20:00', to: '07:00' } },
    ...{ priority: 'urgent', maxRate: 2, tenant: 'contoso.com', confirm: true },
  });
});

test('a time from now is an instant', async () => {
  const { body } = await asked(['send', 'water.md', '--to', 'everyone', '--start-at', '+1h']);
  const ahead = Date.parse((body as { startAt: string }).startAt) - Date.now();
  assert.ok(ahead > 3_500_000 && ahead <= 3_600_000, String(ahead));
});

test('a test goes to those it names, as a test', async () => {
  const { body } = await asked(['send', 'water.md', '--test', ada]);
  const audience = { include: [{ type: 'users', ids: [ada] }] };
  assert.deepEqual(body, { message: { text: '**Water** is off' }, audience, test: true });
});

for (const [args, method, path, body] of [
  [['show', 'b/1'], 'GET', '/api/broadcasts/b%2F1', undefined],
  [['cancel', 'b1'], 'POST', '/api/broadcasts/b1/cancel', undefined],
  [['pause', 'b1'], 'POST', '/api/broadcasts/b1/pause', undefined],
  [['resume', 'b1'], 'POST', '/api/broadcasts/b1/resume', undefined],
  [['recall', 'b1'], 'POST', '/api/broadcasts/b1/recall', undefined],
  [['retry', 'b1', '--run', '2'], 'POST', '/api/broadcasts/b1/retry', { run: 2, states: ['failed'] }],
  [
    ['retry', 'b1', '--run', '1', '--states', 'uncertain,canceled'],
    ...(['POST', '/api/broadcasts/b1/retry', { run: 1, states: ['uncertain', 'canceled'] }] as const),
  ],
  [['edit', 'b1', 'water.txt'], 'PATCH', '/api/broadcasts/b1/message', { text: 'Water is off', textFormat: 'plain' }],
] as const) {
  test(`${args.join(' ')} asks ${method} ${path}`, async () => {
    const request = await asked(args);
    assert.deepEqual([request.method, request.path, request.body], [method, path, body]);
  });
}

test('a retry names the run it has read, unless it is told', async () => {
  const server = await recordingServer(() => ({ body: broadcast({ run: 7 }) }));
  assert.equal((await carillon(['retry', 'b1'], { url: server.url })).code, 0);
  assert.deepEqual(
    server.requests.map(({ method, body }) => [method, body]),
    [
      ['GET', undefined],
      ['POST', { run: 7, states: ['failed'] }],
    ],
  );
});

test('filters of lists and deliveries are the API’s', async () => {
  const server = await recordingServer(() => ({ body: { items: [], next: null } }));
  const queryOf = async (args: readonly string[]) => {
    assert.equal((await carillon(args, { url: server.url })).code, 0);
    return server.requests.at(-1)!.query.toString();
  };
  assert.equal(
    await queryOf([
      'list',
      '--status',
      'sending,paused',
      '--created-by',
      'ada',
      '--from',
      '2026-11-01',
      '--limit',
      '5',
    ]),
    'status=sending&status=paused&createdBy=ada&from=2026-11-01&limit=5',
  );
  assert.equal(
    await queryOf([
      'deliveries',
      'b1',
      '--state',
      'failed',
      '--state',
      'skipped',
      '--code',
      'app-uninstalled',
      '--q',
      'a1',
    ]),
    'state=failed&state=skipped&code=app-uninstalled&q=a1',
  );
});
