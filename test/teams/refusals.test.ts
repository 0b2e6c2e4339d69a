import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import { noToken } from '../../shared/teams/token-cache.ts';
import { reply, startConnectorServer } from './connector-server.ts';

interface Payload {
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const payloads: readonly Payload[] = readFileSync(new URL('payloads/connector-errors.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const unknown = ['ServiceError', 'Unknown'] as const;
const internal = ['ServiceError', 'Internal server error'] as const;
const creation = ['BadSyntax', 'Incorrect conversation creation parameters'] as const;

/** Code and message of each error; nothing where the body has none. */
const expected: Readonly<Record<string, readonly [code?: string, message?: string]>> = {
  '403-message-writes-blocked': ['MessageWritesBlocked', 'Thread is blocked from message writes.'],
  '403-bot-not-in-roster': ['BotNotInConversationRoster', 'The bot is not part of the conversation roster.'],
  '403-conversation-blocked-by-user': ['ConversationBlockedByUser', 'User blocked the conversation with the bot'],
  '403-bot-disabled-by-admin': ['BotDisabledByAdmin', 'The tenant admin disabled this bot'],
  '403-forbidden-operation': ['ForbiddenOperationException', "Bot isn't installed in user's personal scope"],
  '403-invalid-bot-api-host': [
    'InvalidBotApiHost',
    'Invalid bot api host. For GCC tenants, call `https://smba.infra.gcc.teams.microsoft.com`.',
  ],
  '403-not-enough-permissions': [
    'NotEnoughPermissions',
    'The bot does not have enough permissions to perform the operation.',
  ],
  '403-service-error-unknown': unknown,
  '403-service-error-unknown-channels': unknown,
  '403-service-error-acl': ['ServiceError', 'Failure due to: AclCheckFailed.'],
  '403-bad-argument-region': ['BadArgument', 'User is from different region'],
  '403-bad-argument-decrypt': ['BadArgument', 'Failed to decrypt conversation id'],
  '400-bad-argument-pairwise': ['BadArgument', 'Failed to decrypt pairwise id'],
  '400-member-not-found': ['MemberNotFoundInConversation', 'Member not found in conversation.'],
  '400-anonymous-user': ['BadArgument', 'Bot cannot create a conversation with an anonymous user'],
  '400-create-thread-without-activity': creation,
  '400-create-group-chat': creation,
  '400-create-group-chat-one-member': creation,
  '400-batch-bad-syntax': ['BadSyntax', 'Payload is incorrect'],
  '400-bad-argument-bot-member': ['BadArgument', 'Bots cannot IM other bots'],
  '400-bad-argument-no-members': ['BadArgument', 'Conversations must be to a single member'],
  '400-service-error-bad-user': ['ServiceError', 'Invalid userId: invalid-id'],
  '400-inner-http-error': ['BadArgument', 'Slack API error'],
  '400-bad-argument-spaced': ['Bad Argument', 'The request payload is invalid.'],
  '401-bot-not-registered': ['BotNotRegistered', 'No registration found for this bot.'],
  '401-empty': [],
  '404-conversation-not-found': ['ConversationNotFound', 'Conversation not found.'],
  '404-activity-not-found': ['ActivityNotFoundInConversation', 'Message does not exist in the thread.'],
  '404-activity-not-found-documented': ['ActivityNotFoundInConversation', 'Conversation not found.'],
  '404-service-error-unknown': unknown,
  '412-precondition-failed': ['PreconditionFailed', 'Precondition failed, please try again.'],
  '413-message-too-big': ['MessageSizeTooBig', 'Message size too large.'],
  '429-without-retry-after': ['Throttled', 'Too many requests.'],
  '429-with-retry-after': ['Throttled', 'Too many requests.'],
  '429-with-retry-after-date': ['Throttled', 'Too many requests.'],
  '429-empty': [],
  '500-service-error': internal,
  '502-service-error-internal': internal,
  '502-service-error': ['ServiceError', 'Service Error.'],
  '502-html': [],
  '503-html-bad-host': [],
  '503-html-front-door': [],
  '503-empty': [],
  '504-empty': [],
};

const server = await startConnectorServer();
const teams = connectorTeams({ tokens: noToken });
after(() => teams.close());

async function send() {
  return teams.send({ serviceUrl: server.serviceUrl, conversation: 'a:1' }, { type: 'message', text: 'Hello' });
}

suite('an error of the Connector', () => {
  for (const { name, status, headers = {}, body } of payloads) {
    test(`${name} is told as it is, after one request`, async () => {
      const { 'Content-Length': _, ...others } = headers;
      server.answer = (response) => reply(response, status, body, others);
      server.received.length = 0;
      const answer = await send();
      assert.equal(server.received.length, 1);
      const [code, message] = expected[name] ?? assert.fail(`${name} is not in the table`);
      assert.deepEqual(
        { ...answer, retryAfter: undefined },
        { kind: 'refused', status, ...(code && { code }), ...(message && { message }), retryAfter: undefined },
      );
    });
  }

  for (const [what, headers, wait] of [
    ['in seconds', { 'Retry-After': '5' }, 5_000],
    ['with a decimal point', { 'Retry-After': '2.5' }, 2_500],
    ['as a date', { 'Retry-After': 'Wed, 22 Apr 2026 02:46:26 GMT', Date: 'Wed, 22 Apr 2026 02:46:16 GMT' }, 10_000],
    [
      'as a date that is over',
      { 'Retry-After': 'Wed, 22 Apr 2026 02:46:26 GMT', Date: 'Wed, 22 Apr 2026 02:50:00 GMT' },
      0,
    ],
    ['beyond all bounds', { 'Retry-After': '999999999' }, 86_400_000],
    ['as nonsense', { 'Retry-After': 'soon' }, undefined],
    ['not at all', {}, undefined],
  ] as const) {
    test(`429 with Retry-After ${what}`, async () => {
      server.answer = (response) => reply(response, 429, null, { ...headers });
      const answer = await send();
      assert.equal(answer.kind === 'refused' && answer.retryAfter, wait);
    });
  }

  for (const status of [429, 500, 502, 503, 504]) {
    test(`${status} with Retry-After makes one request and waits for nothing`, async () => {
      server.answer = (response) => reply(response, status, null, { 'Retry-After': '1' });
      server.received.length = 0;
      const answer = await send();
      assert.deepEqual([answer.kind, server.received.length], ['refused', 1]);
    });
  }

  test('a redirect is not followed, least of all to another host', async () => {
    const other = await startConnectorServer();
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of [other.serviceUrl, `${server.serviceUrl}elsewhere`]) {
        server.answer = (response) => reply(response, status, null, { Location: location });
        server.received.length = 0;
        assert.deepEqual(await send(), { kind: 'refused', status });
        assert.equal(server.received.length, 1);
      }
    }
    assert.deepEqual(other.received, []);
  });

  test('a long message is cut', async () => {
    server.answer = (response) => reply(response, 400, { error: { code: 'BadArgument', message: 'x'.repeat(10_000) } });
    const answer = await send();
    assert.equal(answer.kind === 'refused' && answer.message?.length, 500);
  });
});
