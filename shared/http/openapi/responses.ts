import { type ErrorCode, errorCatalogue } from '../../errors/catalogue.ts';
import type { Answer, Operation } from './operation.ts';
import { refTo } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** What any request can be answered with. */
const always: readonly ErrorCode[] = [
  ...(['unauthenticated', 'invalid-token', 'forbidden', 'too-many-requests', 'internal-error'] as const),
  ...(['record-damaged', 'storage-unavailable', 'sign-in-unavailable'] as const),
];

/** What a token is asked for with. */
const signIn: readonly ErrorCode[] = ['unauthenticated', 'invalid-token', 'forbidden'];

/** What follows from a body. */
const ofBodies: readonly ErrorCode[] = [
  ...(['malformed-json', 'invalid-request', 'body-too-slow', 'length-required', 'body-too-large'] as const),
  'unsupported-media-type',
];

/** What follows from the parameters of a path. */
const ofPaths: Readonly<Record<string, readonly ErrorCode[]>> = {
  id: ['broadcast-not-found'],
  recipient: ['delivery-not-found'],
  tenant: ['tenant-not-found', 'tenant-not-allowed'],
  aadObjectId: ['invalid-person-id'],
};

/** What follows from the parameters of a query; of any other: invalid-query. */
const ofQueries: Readonly<Record<string, readonly ErrorCode[]>> = {
  limit: ['invalid-limit'],
  cursor: ['invalid-cursor'],
  state: ['invalid-state'],
  tenant: ['invalid-request', 'tenant-required', 'tenant-not-allowed'],
};

/** Every problem that an operation can be answered with. */
export function problemsOf(operation: Operation, pathParameters: readonly string[]): readonly ErrorCode[] {
  const codes = new Set<ErrorCode>([
    ...always,
    ...pathParameters.flatMap((name) => ofPaths[name] ?? []),
    ...Object.keys(operation.query ?? {}).flatMap((name): readonly ErrorCode[] => ofQueries[name] ?? ['invalid-query']),
    ...(operation.body ? ofBodies : []),
    ...(operation.ifMatch ? (['message-changed'] as const) : []),
    ...(operation.idempotent ? (['invalid-idempotency-key'] as const) : []),
    ...(operation.problems ?? []),
  ]);
  return [...codes];
}

/** Problems by their status, as an operation lists its responses. */
export function problemResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => {
      const headers = [
        ...(some.some((code) => errorCatalogue[code].retryAfter !== undefined) ? ['Retry-After'] : []),
        ...(some.some((code) => signIn.includes(code)) ? ['WWW-Authenticate'] : []),
      ];
      const schema = { ...refTo('Problem'), properties: { status: { const: status }, code: { enum: some } } };
      return [
        status,
        {
          description: some.map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`).join(' '),
          ...(headers.length > 0 && { headers: refsTo(headers) }),
          content: { 'application/problem+json': { schema } },
        },
      ];
    }),
  );
}

const refsTo = (headers: readonly string[]): Json =>
  Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What an operation is answered with when it is done. */
export function answerResponses(answer: Answer): Json {
  const hasTag = answer.polled || answer.tagged;
  const names = [
    ...(answer.located ? ['Location'] : []),
    ...(answer.retryAfter || answer.polled ? ['Retry-After'] : []),
    ...(hasTag ? ['ETag'] : []),
  ];
  const headers = refsTo(names);
  const said = { description: answer.says, ...(names.length > 0 && { headers }) };
  const unchanged = { description: 'It is as `If-None-Match` has it.', headers };
  return {
    [answer.status]: { ...said, content: contentOf(answer) },
    ...(hasTag && { 304: unchanged }),
  };
}

function contentOf({ is, streamed = {} }: Answer): Json {
  if (is) return { 'application/json': { schema: refTo(is) } };
  const files = Object.entries(streamed);
  return Object.fromEntries(files.map(([type, says]) => [type, { schema: { type: 'string', description: says } }]));
}
