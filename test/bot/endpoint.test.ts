import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { openEndpoint } from './endpoint.ts';
import { activity } from './payloads.ts';

const message = activity('message-personal-image');
const json = { 'content-type': 'application/json' };

async function refusal(body: unknown, headers: Record<string, string> = json, method = 'POST') {
  const endpoint = openEndpoint();
  const answer = await endpoint.post(body, { headers, method });
  const problem = answer.body as { status: number; code: string; title: string; detail: string };
  assert.deepEqual(await endpoint.rows(), {});
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(problem.status, answer.status);
  assert.ok(problem.title && problem.detail);
  return [answer.status, problem.code];
}

suite('the endpoint refuses', () => {
  for (const [what, body] of [
    ['what is not JSON', '{'],
    ['nothing', ''],
    ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ] as const) {
    test(`${what}: 400`, async () => {
      assert.deepEqual(await refusal(body), [400, 'malformed-json']);
    });
  }

  for (const [what, body] of [
    ['an array', '[]'],
    ['a string', '"hello"'],
    ['null', 'null'],
    ['an object without a type', '{}'],
    ['a type that is no string', '{"type":7}'],
    ['a serviceUrl that is no string', '{"type":"message","serviceUrl":{}}'],
  ]) {
    test(`${what}: 400`, async () => {
      assert.deepEqual(await refusal(body), [400, 'invalid-request']);
    });
  }

  test('another content type, and none: 415', async () => {
    assert.deepEqual(await refusal(message, { 'content-type': 'text/plain' }), [415, 'unsupported-media-type']);
    assert.deepEqual(await refusal(message, { 'content-type': '' }), [415, 'unsupported-media-type']);
  });

  test('more than 1 MB: 413', async () => {
    assert.deepEqual(await refusal({ ...message, text: 'x'.repeat(1_048_576) }), [413, 'body-too-large']);
  });

  test('another method: 405', async () => {
    assert.deepEqual(await refusal(message, json, 'PUT'), [405, 'method-not-allowed']);
  });
});

suite('the endpoint takes', () => {
  for (const [what, body] of [
    ['a type nobody knows', { ...message, type: 'somethingNew' }],
    [
      'an event nobody knows',
      { ...activity('team-renamed'), channelData: { eventType: 'teamPainted', tenant: { id: 'a' } } },
    ],
    ['an installation with an action nobody knows', { ...activity('install-add-personal'), action: 'polish' }],
    ['an end of conversation', { type: 'endOfConversation', serviceUrl: message['serviceUrl'] }],
  ] as const) {
    test(`${what}: 200`, async () => {
      const { status, body: answer } = await openEndpoint().post(body);
      assert.deepEqual([status, answer], [200, undefined]);
    });
  }

  test('a token, without asking for one in local mode', async () => {
    const headers = { ...json, authorization: 'Bearer anything' };
    assert.equal((await openEndpoint().post(message, { headers })).status, 200);
  });

  test('names that are prototypes as members like any other', async () => {
    const polluting = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
    const everywhere = JSON.stringify(message).replaceAll('{', `{${polluting},`);
    assert.equal((await openEndpoint().post(everywhere)).status, 200);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  test('any JSON object with a type, without ever failing', async () => {
    const endpoint = openEndpoint();
    const anything = fc.jsonValue({ maxDepth: 2 });
    const like = (...good: unknown[]) => fc.oneof(fc.constantFrom(...good), anything);
    const arbitrary = fc.record(
      {
        type: fc.constantFrom('message', 'invoke', 'conversationUpdate', 'installationUpdate', 'event', ''),
        serviceUrl: like(message['serviceUrl']),
        conversation: like(message['conversation'], { id: '19:x@thread.tacv2;messageid=1' }),
        from: like(message['from'], { id: 5, aadObjectId: {} }),
        recipient: like(message['recipient'], { id: '28:1', role: 'skill' }),
        channelData: like(message['channelData'], { tenant: 'x', team: [], eventType: 3 }),
        channelId: like('msteams', 'emulator'),
        timestamp: like('2026-02-17T01:01:47.4513813Z', 'yesterday'),
        membersAdded: like([null, { id: '28:1' }]),
        entities: like([{ type: 'clientInfo', locale: 7 }, null]),
        deliveryMode: like('expectReplies'),
        name: like('adaptiveCard/action'),
        action: like('add', 'remove'),
        localTimestamp: anything,
        locale: anything,
      },
      { requiredKeys: ['type'] },
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async (body) => {
        const { status } = await endpoint.post(body);
        assert.ok(status === 200 || status === 400, String(status));
      }),
      { numRuns: 400 },
    );
  });
});
