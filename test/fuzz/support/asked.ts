import fc from 'fast-check';
import { good, withCard } from '../../broadcast-input/bodies.ts';
import { cards } from '../../broadcast-input/cards.ts';
import { type Described, described, document, type Json, type Parameter } from '../../support/openapi.ts';
import { valuesOf } from './from-schema.ts';
import { mutation, odd, spoiled } from './mutate.ts';
import { OTHER, TENANT } from './world.ts';

/** A tenant that may be stopped: the broadcasts are others'. */
export const THIRD = 'fabrikam.com';
const person = '00000000-0000-4000-8000-000000000001';

const text = odd.map((value) =>
  typeof value === 'string' ? value.slice(0, 600) : String(JSON.stringify(value)).slice(0, 600),
);
const segment = fc.oneof(
  fc.constantFrom('%', '%zz', '%ff', '%2F', '%00', '%e2%80', '.', '..', '', 'refused', 'user', '*', 'Message', 'Stop'),
  text.map((odd) => encodeURIComponent(odd.toWellFormed())),
);

export const { schemas } = document.components;

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

export interface Asked {
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
export const sending = operations.filter(({ operation }) => operation.requestBody);
/** Half of the requests send something. */
export const asked = fc.oneof(fc.oneof(...operations.map(asDescribed)), fc.oneof(...sending.map(asDescribed)));

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
export const damage = fc.record(
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

export function damagedPath(path: readonly string[], [at, how, by]: readonly [number, string, string]): string[] {
  const i = at % path.length;
  return path.toSpliced(i, how === 'add' ? 0 : 1, ...(how === 'drop' ? [] : [by]));
}
