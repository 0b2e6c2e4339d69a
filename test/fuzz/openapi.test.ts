import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { errorCatalogue } from '../../shared/errors/catalogue.ts';
import { faultCodes } from '../../shared/input/faults.ts';
import { type Answer, type Api, openApi } from '../http/call.ts';
import { assertDescribed } from '../support/described-answer.ts';
import { fitsAsked, pointerTo } from '../support/openapi.ts';
import { type Asked, asked, damage, damagedPath, schemas, sending, THIRD } from './support/asked.ts';
import { valuesOf } from './support/from-schema.ts';
import { mutate, mutation, spoil } from './support/mutate.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { OTHER, openWorld, TENANT, type World } from './support/world.ts';

nothingUnhandled();

/** One is there to be steered; the others must stay as they are. */
interface Stage {
  readonly world: World;
  readonly api: Api;
  readonly kept: readonly string[];
  readonly canceled: string;
  /** What was created since. */
  readonly created: Set<string>;
  readonly before: readonly string[];
}

async function setUp(): Promise<Stage> {
  const world = await openWorld(3, 2);
  const broadcasts = openBroadcasts(world.context, [TENANT, OTHER, THIRD]);
  const api = openApi(() => doorTo(broadcasts));
  const created = new Set<string>();
  const kept = [await world.create(TENANT, 'one'), await world.create(OTHER, 'two')];
  const canceled = await world.create(TENANT, 'three');
  const before = await Promise.all(kept.map(async (id) => (await api.call(`broadcasts/${id}`)).text));
  return { world, api, kept, canceled, created, before };
}

const steers: ReadonlySet<string> = new Set(['cancel', 'pause', 'resume', 'recall']);

/** Broadcasts that are accepted pile up, and lists of them get long: a stage serves so many requests. */
const REQUESTS = 100;
let served = 0;
let stage = await setUp();

/** Sends a request, and looks at all that is to be so whatever it was. */
async function send({ method, path, query, body }: Asked, headers: Record<string, string>): Promise<Answer> {
  if (++served % REQUESTS === 0) {
    await assertNothingLost(stage);
    stage = await setUp();
  }
  const { world, api, kept, canceled, created, before } = stage;
  const isSteered = steers.has(path[2] ?? '') || method === 'PATCH';
  const real = (part: string, i: number) =>
    i !== 1 || !(part in kept) ? part : isSteered ? canceled : kept[Number(part)]!;
  const address = path.map(real).join('/');
  const writes = world.written.length;
  const bodiless = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || body === undefined;
  const call = {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(!bodiless && { body: body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  const answer = await world.settle(
    api.call(`${address}?${new URLSearchParams(query as Record<string, string>)}`, call),
  );

  assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status} ${answer.text}`);
  assert.deepEqual(api.log, []);
  assertDescribed(method, address, answer);
  if (answer.status >= 400) checkProblem(answer, method);
  if (answer.status >= 400 || (method !== 'POST' && method !== 'PATCH'))
    assert.equal(world.written.length, writes, 'Nothing is to be stored.');
  if (address === 'broadcasts' && answer.status === 202) created.add(String(answer.body['id']));
  // By eyes of their own: those of the API may show a reading of before the request.
  const others = openApi(() => doorTo(openBroadcasts(world.context, [TENANT, OTHER])));
  const after = await Promise.all(kept.map(async (one) => (await others.call(`broadcasts/${one}`)).text));
  assert.deepEqual(after, before);
  return answer;
}

/** Whatever was taken is there, by itself and in the list of its tenant. */
async function assertNothingLost({ world, created }: Stage): Promise<void> {
  const api = openApi(() => doorTo(openBroadcasts(world.context, [TENANT, OTHER, THIRD])));
  const listed = new Set<string>();
  for (const tenant of [TENANT, OTHER, THIRD]) {
    for (const test of [false, true]) {
      const page = await world.settle(api.call(`broadcasts?tenant=${tenant}&test=${test}&limit=1000`));
      for (const { id } of page.body['items'] as { id: string }[]) listed.add(id);
    }
  }
  for (const id of created) {
    assert.ok(listed.has(id), `${id} is in no list`);
    assert.equal((await world.settle(api.call(`broadcasts/${id}`))).status, 200);
  }
}

/** What no schema of the document says; docs/reference.md has the meaning of each. */
const rules: ReadonlySet<string> = new Set([
  ...['empty-text', 'invalid-characters', 'too-long', 'message-too-large', 'not-a-test-audience'],
  ...['invalid-time', 'time-passed', 'time-too-far', 'expires-before-start', 'invalid-quiet-hours'],
  ...['invalid-rate', 'invalid-webhook-url', 'webhook-not-allowed'],
]);

/** Which faults of a body are against its schema. What is inside a card is by the rules of cards. */
function againstSchema({ body }: Answer): unknown[] {
  const errors = (body['errors'] ?? []) as { path: string; code: string }[];
  return errors.filter(({ path, code }) => !rules.has(code) && !/^(\/message)?\/card\//.test(path));
}

test('what the document describes is taken: no request is refused for its shape', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async (asked) => {
      const answer = await send(asked, {});
      if (answer.status !== 400) return;
      // Which cursors there are no schema can say.
      const isRule = answer.body['code'] === 'invalid-request' && answer.body['errors'] !== undefined;
      assert.ok(
        isRule || answer.body['code'] === 'invalid-cursor' || answer.body['code'] === 'tenant-required',
        answer.text,
      );
      assert.deepEqual(againstSchema(answer), [], answer.text);
    }),
    runs(4),
  );
  await assertNothingLost(stage);
});

test('what the document does not describe is refused, and nothing else is: body by body', async () => {
  const body = fc.oneof(
    ...sending.map((one, i) => {
      const { schema } = one.operation.requestBody!.content['application/json'];
      return fc.tuple(fc.constant(i), valuesOf(schema, schemas), fc.array(mutation, { minLength: 1, maxLength: 2 }));
    }),
  );
  await fc.assert(
    fc.asyncProperty(body, async ([i, value, wrong]) => {
      const one = sending[i]!;
      const mutated: unknown = JSON.parse(JSON.stringify(wrong.reduce(mutate, value)) ?? 'null');
      const at = pointerTo('paths', `/${one.path}`, one.method.toLowerCase(), 'requestBody');
      const wrongBy = fitsAsked(`${at}${pointerTo('content', 'application/json', 'schema')}`)(mutated);
      const path = one.path
        .split('/')
        .map((segment) => (segment === '{id}' ? '7'.repeat(26) : segment === '{tenant}' ? THIRD : segment));
      const answer = await send({ method: one.method, path, query: {}, body: JSON.stringify(mutated) }, {});
      // What is too much is refused before anybody looks at it.
      const isTooDeep = (answer.body['errors'] as { code: string }[] | undefined)?.[0]?.code === 'too-deep';
      if (answer.status === 413 || isTooDeep) return;
      if (wrongBy === undefined) assert.deepEqual(againstSchema(answer), [], answer.text);
      else assert.equal(answer.body['code'], 'invalid-request', `${wrongBy}: ${answer.text}`);
    }),
    runs(4),
  );
});

test('no request makes the API fail; what is refused stores nothing, and says why by a documented code', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(asked, damage),
      async ([asked, { method, path, query, headers, body, wrong, spoiled }]) => {
        const value = body ?? asked.body ?? {};
        const request = {
          method: method ?? asked.method,
          path: path ? damagedPath(asked.path, path) : asked.path,
          query: { ...asked.query, ...query },
          body: spoil(JSON.stringify(wrong.reduce(mutate, value)) ?? '', spoiled),
        };
        await send(request, headers);
      },
    ),
    runs(2),
  );
  await assertNothingLost(stage);
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
