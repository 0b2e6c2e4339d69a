import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { faultCodes } from '../../shared/input/faults.ts';
import { ada, bob, faultsOf, good, goodCard, withCard, withInclude, withMessage } from './bodies.ts';

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

/** What is sent, and each fault that is to be named. */
const table: Record<string, [body: unknown, ...faults: string[]]> = {
  'nothing at all': [undefined, 'wrong-type '],
  null: [null, 'wrong-type '],
  'an array': [[], 'wrong-type '],
  'a string': ['hello', 'wrong-type '],
  'an empty object': [{}, 'missing-field /message', 'missing-field /audience'],
  'fields that are not known': [
    { ...good(), hook: 'now', 'a/b~c': 1 },
    'unknown-field /hook',
    'unknown-field /a~1b~0c',
  ],
  'a rate of nothing': [{ ...good(), maxRate: 0 }, 'invalid-rate /maxRate'],
  'a rate of half a request': [{ ...good(), maxRate: 1.5 }, 'invalid-rate /maxRate'],
  'a rate that is a text': [{ ...good(), maxRate: '5' }, 'wrong-type /maxRate'],
  'a key that belongs into the header': [{ ...good(), idempotencyKey: 'k' }, 'unknown-field /idempotencyKey'],
  'an author that belongs to the queue': [{ ...good(), createdBy: 'Ada' }, 'unknown-field /createdBy'],
  'a name that is a prototype': [
    JSON.parse(
      '{"__proto__":{"message":{}},"message":{"text":"a","__proto__":{}},"audience":{"include":[{"type":"everyone"}]}}',
    ),
    'unknown-field /__proto__',
    'unknown-field /message/__proto__',
    'unknown-field /message/__proto__',
  ],
  'names that objects inherit': [
    { ...good(), constructor: 1, toString: 2 },
    'unknown-field /constructor',
    'unknown-field /toString',
  ],
  'something nested without end': [withMessage({ text: 'a', card: deep(100_000) }), 'too-deep '],

  'a message that is none': [withMessage('hello'), 'wrong-type /message'],
  'a message of null': [withMessage(null), 'wrong-type /message'],
  'an empty message': [withMessage({}), 'text-or-card-missing /message'],
  'a message with unknown fields': [withMessage({ text: 'a', title: 'b' }), 'unknown-field /message/title'],
  'text and card together': [withMessage({ text: 'a', card: goodCard(), summary: 's' }), 'text-and-card /message'],
  'text and card together, each with its own faults': [
    withMessage({ text: '', card: { type: 'AdaptiveCard' } }),
    'text-and-card /message',
    'empty-text /message/text',
    'missing-field /message/card/version',
    'missing-field /message/summary',
  ],
  'an empty text': [withMessage({ text: '' }), 'empty-text /message/text'],
  'a text of spaces': [withMessage({ text: ' \n\t\u00a0\u3000' }), 'empty-text /message/text'],
  'a text of invisible characters': [withMessage({ text: '\u200b\u200d\ufeff' }), 'empty-text /message/text'],
  'a text that is a number': [withMessage({ text: 5 }), 'wrong-type /message/text'],
  'a text of null': [withMessage({ text: null }), 'wrong-type /message/text'],
  'a text with NUL in it': [withMessage({ text: 'a\0b' }), 'invalid-characters /message/text'],
  'a text with half an emoji': [withMessage({ text: 'a\ud83d' }), 'invalid-characters /message/text'],
  'a format there is not': [withMessage({ text: 'a', textFormat: 'html' }), 'unknown-value /message/textFormat'],
  'a format of null': [withMessage({ text: 'a', textFormat: null }), 'unknown-value /message/textFormat'],
  'a format of a card': [
    withMessage({ card: goodCard(), summary: 's', textFormat: 'plain' }),
    'text-format-with-card /message/textFormat',
  ],
  'a card without summary': [withMessage({ card: goodCard() }), 'missing-field /message/summary'],
  'a summary that is empty': [withMessage({ text: 'a', summary: ' ' }), 'empty-text /message/summary'],
  'a summary that is null': [withMessage({ text: 'a', summary: null }), 'wrong-type /message/summary'],
  'a summary of 501 characters': [withMessage({ text: 'a', summary: 's'.repeat(501) }), 'too-long /message/summary'],
  'a text that is too large, and more': [
    withMessage({ text: 'x'.repeat(60_000), textFormat: 'html', subject: 's' }),
    'unknown-field /message/subject',
    'unknown-value /message/textFormat',
    'message-too-large /message/text',
  ],

  'an audience that is none': [{ ...good(), audience: 'everyone' }, 'wrong-type /audience'],
  'an audience of null': [{ ...good(), audience: null }, 'wrong-type /audience'],
  'an audience without include': [{ ...good(), audience: {} }, 'missing-field /audience/include'],
  'an empty include': [withInclude(), 'empty-list /audience/include'],
  'an include that is an object': [
    { ...good(), audience: { include: { type: 'everyone' } } },
    'wrong-type /audience/include',
  ],
  'an exclude of null': [
    { ...good(), audience: { include: [{ type: 'everyone' }], exclude: null } },
    'wrong-type /audience/exclude',
  ],
  'an audience with an unknown field': [
    { ...good(), audience: { include: [{ type: 'everyone' }], only: [] } },
    'unknown-field /audience/only',
  ],
  'sources that are none': [
    withInclude('everyone', null, [], {}),
    'wrong-type /audience/include/0',
    'wrong-type /audience/include/1',
    'wrong-type /audience/include/2',
    'missing-field /audience/include/3/type',
  ],
  'sources of a later version, or none': [
    withInclude({ type: 'team', id: 'x' }, { type: 'toString' }, { type: 7 }),
    'unknown-source-type /audience/include/0/type',
    'unknown-source-type /audience/include/1/type',
    'unknown-source-type /audience/include/2/type',
  ],
  'a test for sources that are none': [
    { ...withInclude(null, { type: 'users' }), test: true },
    'wrong-type /audience/include/0',
    'missing-field /audience/include/1/ids',
  ],
  'everyone with ids': [withInclude({ type: 'everyone', ids: [ada] }), 'unknown-field /audience/include/0/ids'],
  'users without ids': [withInclude({ type: 'users' }), 'missing-field /audience/include/0/ids'],
  'users with no id': [withInclude({ type: 'users', ids: [] }), 'empty-list /audience/include/0/ids'],
  'users with one id for all': [withInclude({ type: 'users', ids: ada }), 'wrong-type /audience/include/0/ids'],
  'users with an unknown field': [
    withInclude({ type: 'users', ids: [ada], id: bob }),
    'unknown-field /audience/include/0/id',
  ],
  'ids that are none': [
    withInclude({
      type: 'users',
      ids: [ada, 'ada@contoso.com', null, 5, `{${bob}}`, ` ${bob}`, bob.replaceAll('-', '')],
    }),
    ...[1, 2, 3, 4, 5, 6].map((i) => `invalid-id /audience/include/0/ids/${i}`),
  ],
  'ids that are none in exclude': [
    { ...good(), audience: { include: [{ type: 'everyone' }], exclude: [{ type: 'users', ids: [ada, 'x'] }] } },
    'invalid-id /audience/exclude/0/ids/1',
  ],
  '10,001 ids': [
    withInclude({ type: 'users', ids: Array(10_001).fill(ada) }),
    'too-many-items /audience/include/0/ids',
  ],
  '101 sources': [withInclude(...Array(101).fill({ type: 'everyone' })), 'too-many-items /audience/include'],

  'a policy there is not': [{ ...good(), onUncertain: 'maybe' }, 'unknown-value /onUncertain'],
  'a policy of null': [{ ...good(), onUncertain: null }, 'unknown-value /onUncertain'],
  'an empty tenant': [{ ...good(), tenant: '' }, 'invalid-tenant /tenant'],
  'a tenant with a slash': [{ ...good(), tenant: 'a/b' }, 'invalid-tenant /tenant'],
  'a tenant of 65 characters': [{ ...good(), tenant: 'a'.repeat(65) }, 'invalid-tenant /tenant'],
  'a tenant that is an object': [{ ...good(), tenant: { id: 'a' } }, 'invalid-tenant /tenant'],

  'a card that is a string': [withCard('card'), 'wrong-type /message/card'],
  'a card of null': [withCard(null), 'wrong-type /message/card'],
  'a card of another type': [withCard({ ...goodCard(), type: 'HeroCard' }), 'not-an-adaptive-card /message/card/type'],
  'a card without type and version': [
    withCard({}),
    'not-an-adaptive-card /message/card/type',
    'missing-field /message/card/version',
  ],
  'a card above 1.5': [withCard({ ...goodCard(), version: '1.6' }), 'card-version-unsupported /message/card/version'],
  'a card of 1.10': [withCard({ ...goodCard(), version: '1.10' }), 'card-version-unsupported /message/card/version'],
  'a card of 2.0': [withCard({ ...goodCard(), version: '2.0' }), 'card-version-unsupported /message/card/version'],
  'a card of version 1': [withCard({ ...goodCard(), version: '1' }), 'card-version-invalid /message/card/version'],
  'a card whose version is a number': [
    withCard({ ...goodCard(), version: 1.5 }),
    'card-version-invalid /message/card/version',
  ],
  'a card that refreshes for some': [
    withCard({ ...goodCard(), refresh: { action: { type: 'Action.Execute' }, userIds: [ada] } }),
    'card-refresh /message/card/refresh/userIds',
  ],
  'a card that refreshes': [
    withCard({ ...goodCard(), refresh: { action: { type: 'Action.Execute' } } }),
    'card-refresh /message/card/refresh',
  ],
  'a card that is text all through': [
    withCard({ ...goodCard(), body: 'hello', actions: 'click' }),
    'wrong-type /message/card/body',
    'wrong-type /message/card/actions',
  ],
  'a card with a number JSON cannot say': [
    withCard({ ...goodCard(), x: Number.POSITIVE_INFINITY }),
    'invalid-number /message/card/x',
  ],
  'a card with half a surrogate pair in a name and a value': [
    withCard({ ...goodCard(), 'a\udc00': ['\ud800'] }),
    'invalid-characters /message/card/a\ufffd',
    'invalid-characters /message/card/a\ufffd/0',
  ],
  'everything wrong at once': [
    {
      message: { text: '', textFormat: 'rtf', extra: 1 },
      audience: { include: [{ type: 'users', ids: ['x'] }, { type: 'group' }], exclude: 5 },
      onUncertain: 'never',
      tenant: '?',
      more: true,
    },
    'unknown-field /more',
    'unknown-field /message/extra',
    'empty-text /message/text',
    'unknown-value /message/textFormat',
    'invalid-id /audience/include/0/ids/0',
    'unknown-source-type /audience/include/1/type',
    'wrong-type /audience/exclude',
    'unknown-value /onUncertain',
    'invalid-tenant /tenant',
  ],
};

for (const [what, [body, ...faults]] of Object.entries(table)) {
  test(`refused with every fault by its pointer: ${what}`, () => assert.deepEqual(faultsOf(body), faults));
}

test('of very many faults a hundred are listed, and the rest is counted', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `user ${i}`);
  const parsed = parseBroadcast(withInclude({ type: 'users', ids }));
  assert.ok(!parsed.ok);
  assert.equal(parsed.problems.length, 101);
  assert.equal(parsed.problems[99]?.path, '/audience/include/0/ids/99');
  assert.deepEqual(parsed.problems[100], {
    path: '',
    code: 'too-many-problems',
    message: 'There are 4900 more problems.',
  });
});

test('what was sent is not sent back at length', () => {
  const long = 'x'.repeat(100_000);
  const faulty = Array(50).fill({ type: long });
  const parsed = parseBroadcast({
    [long]: 1,
    ...withCard({ ...goodCard(), body: [{ type: 'Container', [long]: '\0', items: faulty }] }),
  });
  assert.ok(!parsed.ok);
  assert.ok(JSON.stringify(parsed.problems).length < 50_000);
  assert.deepEqual(parsed.problems[0]?.path, '', 'a pointer too long to give names the closest parent');
});

test('every fault has a code that is documented', () => {
  for (const [body] of Object.values(table)) {
    for (const fault of faultsOf(body)) assert.ok(fault.split(' ')[0]! in faultCodes, fault);
  }
});
