import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { errorCatalogue } from '../../shared/error-catalogue.ts';
import { faultCodes } from '../../shared/input/faults.ts';
import { good, withCard } from '../broadcast-input/bodies.ts';
import { cards } from '../broadcast-input/cards.ts';
import { type Answer, type Api, openApi } from '../http/call.ts';
import { mutate, mutation, odd, spoil, spoiled } from './support/mutate.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { OTHER, openWorld, TENANT, type World } from './support/world.ts';

nothingUnhandled();

/** A tenant that may be stopped: the broadcasts are others'. */
const THIRD = 'fabrikam.com';

/** One is there to be steered; the others must stay as they are. */
interface Stage {
  readonly world: World;
  readonly api: Api;
  readonly kept: readonly string[];
  readonly canceled: string;
  readonly before: readonly string[];
}

async function setUp(): Promise<Stage> {
  const world = await openWorld(3, 2);
  const broadcasts = openBroadcasts(world.context, [TENANT, OTHER, THIRD]);
  const api = openApi(() => doorTo(broadcasts));
  const kept = [await world.create(TENANT, 'one'), await world.create(OTHER, 'two')];
  const canceled = await world.create(TENANT, 'three');
  const before = await Promise.all(kept.map(async (id) => (await api.call(`broadcasts/${id}`)).text));
  return { world, api, kept, canceled, before };
}

const steers: ReadonlySet<string> = new Set(['cancel', 'pause', 'resume', 'recall']);

/** Broadcasts that are accepted pile up, and lists of them get long: a stage serves so many requests. */
const REQUESTS = 100;
let served = 0;
let stage = await setUp();

const text = odd.map((value) =>
  typeof value === 'string' ? value.slice(0, 600) : String(JSON.stringify(value)).slice(0, 600),
);
const segment = fc.oneof(
  fc.constantFrom('%', '%zz', '%ff', '%2F', '%00', '%e2%80', '.', '..', '', 'refused', 'user', '*'),
  text.map((odd) => encodeURIComponent(odd.toWellFormed())),
);
/** `0` and `1` are broadcasts that are there. */
const id = fc.oneof(fc.constantFrom('0', '1'), fc.constant('7'.repeat(26)), segment);
const query = fc.dictionary(
  fc.constantFrom(
    ...['limit', 'cursor', 'state', 'tenant', 'test', '__proto__', 'limit[]', 'code', 'q', 'format'],
    ...['status', 'createdBy', 'from', 'to'],
  ),
  fc.oneof(
    text,
    fc.constantFrom('1', '1000', '1001', '007', 'pending', 'sending,paused', TENANT, OTHER, 'no-answer', '0000'),
    fc.constantFrom('csv', 'ndjson', 'author', '2026-01-01', '2026-01-01T00:00:00Z', '+275760-09-13', '9999-12-31'),
    fc.constantFrom('true', 'false'),
  ),
  { maxKeys: 3 },
);
const path: fc.Arbitrary<string[]> = fc.oneof(
  fc.constant<string[]>(['broadcasts']),
  id.map((one) => ['broadcasts', one]),
  fc
    .tuple(
      id,
      fc.constantFrom(
        ...[
          'message',
          'deliveries',
          'reasons',
          'cancel',
          'pause',
          'resume',
          'redrive',
          'retry',
          'webhook',
          'recall',
          'Message',
        ],
      ),
    )
    .map(([one, what]) => ['broadcasts', one, what]),
  fc
    .tuple(id, fc.oneof(fc.constant('user'), segment), segment)
    .map(([one, type, who]) => ['broadcasts', one, 'deliveries', type, who]),
  fc.constantFrom<string[]>(['audience', 'resolve'], ['redrive']),
  fc
    .tuple(fc.oneof(fc.constant(THIRD), segment), fc.constantFrom('stop', 'start', 'Stop', ''))
    .map(([whose, what]) => ['tenants', whose, ...(what ? [what] : [])]),
  id.map((one) => ['broadcasts', one, 'deliveries', 'export']),
  fc.oneof(segment, fc.constant('00000000-0000-4000-8000-000000000001')).map((who) => ['people', who]),
  fc.array(segment, { maxLength: 6 }),
);
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)),
  maxLength: 300,
});
const headers = fc.dictionary(
  fc.constantFrom(
    'Content-Type',
    'Idempotency-Key',
    'Content-Length',
    'Content-Encoding',
    'Transfer-Encoding',
    'Accept',
    'X-HTTP-Method-Override',
    'If-Match',
    'If-None-Match',
  ),
  fc.oneof(
    headerText,
    fc.constantFrom('gzip', 'identity', '-1', '1048577', 'chunked', 'application/json; charset=latin1', '"key"', 'a b'),
  ),
  { maxKeys: 2 },
);
const request = fc.record(
  {
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path,
    query,
    headers,
    body: fc.constantFrom<unknown>(
      { ...good(), tenant: TENANT },
      { ...good(), onUncertain: 'retry', tenant: OTHER },
      withCard(cards['text, picture and buttons']),
      { run: 1, states: ['failed'] },
      { audience: good().audience, tenant: TENANT, maxRate: 9 },
      { reason: 'It runs in circles' },
      { ...good(), tenant: TENANT, webhook: { url: 'https://hooks.example/ended' } },
      { text: 'Another message', textFormat: 'plain' },
    ),
    wrong: fc.array(mutation, { maxLength: 3 }),
    spoiled,
  },
  { noNullPrototype: true },
);

test('no request makes the API fail; what is refused stores nothing, and says why by a documented code', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, headers, body, wrong, spoiled }) => {
      if (++served % REQUESTS === 0) stage = await setUp();
      const { world, api, kept, canceled, before } = stage;
      const isSteered = steers.has(path[2] ?? '') || method === 'PATCH';
      const real = (part: string, i: number) =>
        i !== 1 || !(part in kept) ? part : isSteered ? canceled : kept[Number(part)]!;
      const address = `${path.map(real).join('/')}?${new URLSearchParams(query)}`;
      const sent = spoil(JSON.stringify(wrong.reduce(mutate, body)) ?? '', spoiled);
      const writes = world.written.length;
      const bodiless = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
      const call = {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        ...(!bodiless && { body: sent }),
      };
      const answer = await world.settle(api.call(address, call));

      assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status} ${answer.text}`);
      assert.deepEqual(api.log, []);
      if (answer.status >= 400) checkProblem(answer, method);
      if (answer.status >= 400 || (method !== 'POST' && method !== 'PATCH'))
        assert.equal(world.written.length, writes, 'Nothing is to be stored.');
      // By eyes of their own: those of the API may show a reading of before the request.
      const others = openApi(() => doorTo(openBroadcasts(world.context, [TENANT, OTHER])));
      const after = await Promise.all(kept.map(async (one) => (await others.call(`broadcasts/${one}`)).text));
      assert.deepEqual(after, before);
    }),
    runs(),
  );
});

function checkProblem({ status, headers, text, body }: Answer, method: string): void {
  assert.equal(headers.get('content-type'), 'application/problem+json');
  if (method === 'HEAD') {
    assert.equal(text, '');
    return;
  }
  const code = body['code'] as keyof typeof errorCatalogue;
  assert.ok(Object.hasOwn(errorCatalogue, code), `${code} is in no documentation`);
  assert.deepEqual([errorCatalogue[code].status, body['status']], [status, status]);
  assert.ok(text.isWellFormed());
  for (const { path, code, message } of (body['errors'] ?? []) as { path: string; code: string; message: string }[]) {
    assert.ok(Object.hasOwn(faultCodes, code), `${code} is in no documentation`);
    assert.ok(message.length > 0 && (path === '' || path.startsWith('/')));
  }
}
