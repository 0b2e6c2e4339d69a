import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { errorCatalogue } from '../../shared/errors/catalogue.ts';
import { faultCodes } from '../../shared/input/faults.ts';
import { good, withCard } from '../broadcast-input/bodies.ts';
import { cards } from '../broadcast-input/cards.ts';
import { type Answer, type Api, openApi } from '../http/call.ts';
import { assertDescribed } from '../support/described-answer.ts';
import {
  type Described,
  described,
  document,
  fitsAsked,
  type Json,
  type Parameter,
  pointerTo,
} from '../support/openapi.ts';
import { valuesOf } from './support/from-schema.ts';
import { mutate, mutation, odd, spoil, spoiled } from './support/mutate.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { OTHER, openWorld, TENANT, type World } from './support/world.ts';

nothingUnhandled();

/** A tenant that may be stopped: the broadcasts are others'. */
const THIRD = 'fabrikam.com';
const person = '00000000-0000-4000-8000-000000000001';

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

const text = odd.map((value) =>
  typeof value === 'string' ? value.slice(0, 600) : String(JSON.stringify(value)).slice(0, 600),
);
const segment = fc.oneof(
  fc.constantFrom('%', '%zz', '%ff', '%2F', '%00', '%e2%80', '.', '..', '', 'refused', 'user', '*', 'Message', 'Stop'),
  text.map((odd) => encodeURIComponent(odd.toWellFormed())),
);

const { schemas } = document.components;

/** What stands in a path. `0` and `1` are broadcasts that are there; only a tenant without any is stopped. */
const known: Readonly<Record<string, readonly string[]>> = {
  id: ['0', '1', '0', '1', '7'.repeat(26)],
  tenant: [THIRD],
  type: ['user'],
  recipient: [person],
  aadObjectId: [person],
};

const inPath = ({ name, schema }: Parameter) =>
  fc.oneof(fc.constantFrom(...known[name]!), valuesOf(schema, schemas).map(String).map(encodeURIComponent));

/** Some of the parameters that an operation knows, as they are described. */
const inQuery = (parameters: readonly Parameter[]) =>
  fc.record(
    Object.fromEntries(
      parameters
        .filter((one) => one.in === 'query')
        .map(({ name, schema }) => [name, valuesOf(schema, schemas).map(String)]),
    ),
    { requiredKeys: [], noNullPrototype: true },
  );

interface Asked {
  readonly method: string;
  readonly path: string[];
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** A request as the document describes it. */
function asDescribed({ method, path, parameters, operation }: Described): fc.Arbitrary<Asked> {
  const segments = path.split('/').map((segment) => {
    const parameter = parameters.find((one) => one.in === 'path' && `{${one.name}}` === segment);
    return parameter ? inPath(parameter) : fc.constant(segment);
  });
  const schema = operation.requestBody?.content['application/json'].schema;
  return fc.record(
    {
      method: fc.constant(method),
      path: fc.tuple(...segments),
      query: inQuery(parameters),
      body: schema ? bodyOf(schema) : fc.constant(undefined),
    },
    { noNullPrototype: true },
  );
}

/** Of random text few broadcasts are for a tenant that is there: these are, mostly. */
const bodyOf = (schema: Json) =>
  fc
    .tuple(valuesOf(schema, schemas), fc.constantFrom(TENANT, TENANT, OTHER, THIRD, undefined))
    .map(([body, tenant]) => {
      const isWhose = tenant !== undefined && typeof body === 'object' && body !== null && 'audience' in body;
      return isWhose ? { ...body, tenant } : body;
    });

const operations = described.filter(({ path }) => path !== 'messages');
const sending = operations.filter(({ operation }) => operation.requestBody);
/** Half of the requests send something. */
const asked = fc.oneof(fc.oneof(...operations.map(asDescribed)), fc.oneof(...sending.map(asDescribed)));

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
/** What may be done to a request that is as it should be. */
const damage = fc.record(
  {
    method: fc.option(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'), {
      freq: 5,
      nil: undefined,
    }),
    path: fc.option(fc.tuple(fc.nat(5), fc.constantFrom('put', 'add', 'drop'), segment), { freq: 3, nil: undefined }),
    query: fc.dictionary(
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
      { maxKeys: 2 },
    ),
    headers,
    body: fc.option(
      fc.constantFrom<unknown>(
        { ...good(), tenant: TENANT },
        withCard(cards['text, picture and buttons']),
        { run: 1, states: ['failed'] },
        { text: 'Another message', textFormat: 'plain' },
      ),
      { freq: 3, nil: undefined },
    ),
    wrong: fc.array(mutation, { maxLength: 3 }),
    spoiled,
  },
  { noNullPrototype: true },
);

function damagedPath(path: readonly string[], [at, how, by]: readonly [number, string, string]): string[] {
  const i = at % path.length;
  return path.toSpliced(i, how === 'add' ? 0 : 1, ...(how === 'drop' ? [] : [by]));
}

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
