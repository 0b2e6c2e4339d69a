import * as z from 'zod/mini';
import { isObject, quote } from '../input/fields.ts';
import { fault, faultOrMissing, type Issue, list } from '../input/schema.ts';
import { MAX_IDS, MAX_IDS_TOGETHER, MAX_SOURCES, objectIdPattern, sourceTypes } from './audience-request.ts';

const invalidId = fault('invalid-id', (id) => `${quote(id)} is not an AAD object id (8-4-4-4-12 hex digits).`);

/** An AAD object id, in either case. */
export const objectId = z.string(invalidId).check(z.regex(objectIdPattern, invalidId));

const ids = list(objectId, {
  most: MAX_IDS,
  tooMany: (length) => `There are ${length} ids; ${MAX_IDS} is the most in one source.`,
  empty: 'Name at least one user.',
  words: faultOrMissing(
    'Name the users by their AAD object ids.',
    fault('wrong-type', 'This must be an array of AAD object ids.'),
  ),
});

const everyone = z.strictObject({ type: z.literal('everyone') });

const users = z.strictObject({ type: z.literal('users'), ids });

const known = sourceTypes.map(quote).join(' and ');

/** Whatever is no object is said to be none, as anywhere. */
const noSource = (issue: Issue): string | undefined => {
  if (issue.code !== 'invalid_union') return undefined;
  const { type } = issue.input as { type?: unknown };
  return type === undefined
    ? `missing-field: Say of which type the source is: ${known}.`
    : `unknown-source-type: ${quote(type)} is not a type of source of this version; it has ${known}.`;
};

const source = z.discriminatedUnion('type', [everyone, users], { error: noSource });

interface SourcesWords {
  readonly empty?: string;
  readonly missing: string;
}

function tooManyTogether(some: readonly unknown[]): string | undefined {
  const named = some.map((one) => (isObject(one) && Array.isArray(one['ids']) ? one['ids'].length : 0));
  const total = named.reduce((sum, length) => sum + length, 0);
  return total > MAX_IDS_TOGETHER ? `They name ${total} ids; ${MAX_IDS_TOGETHER} is the most in all.` : undefined;
}

const sources = ({ empty, missing }: SourcesWords) =>
  list(source, {
    most: MAX_SOURCES,
    tooMany: (length) => `There are ${length} sources; ${MAX_SOURCES} is the most.`,
    together: tooManyTogether,
    ...(empty !== undefined && { empty }),
    words: faultOrMissing(missing, fault('wrong-type', 'This must be an array of sources.')),
  });

/** `audience`, as it is asked for. */
const asked = z.strictObject({
  include: sources({
    empty: 'Name at least one source, `{"type": "everyone"}` for example.',
    missing: 'Say who is to get the message.',
  }),
  exclude: z.optional(sources({ missing: '' })),
});

type AskedSource = z.output<typeof source>;

/** Each id in lower case, once, sorted: the order in which shards are planned. */
const sorted = (some: readonly AskedSource[]) =>
  some.map((one) =>
    one.type === 'everyone' ? one : { ...one, ids: [...new Set(one.ids.map((id) => id.toLowerCase()))].sort() },
  );

export const audience = z.pipe(
  asked,
  z.transform(({ include, exclude = [] }) => ({ include: sorted(include), exclude: sorted(exclude) })),
);
