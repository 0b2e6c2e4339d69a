/** The error answers of the Connector, as recorded, reported or documented, and what each tells. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TeamsAnswer } from '../../../shared/teams/teams.ts';

export interface Payload {
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const payloads: readonly Payload[] = readFileSync(new URL('connector-errors.jsonl', import.meta.url), 'utf8')
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

/** What a sender is to make of an error, but for its Retry-After. */
export function tellsOf(name: string, status: number): TeamsAnswer {
  const [code, message] = expected[name] ?? assert.fail(`${name} is not in the table`);
  return { kind: 'refused', status, ...(code && { code }), ...(message && { message }) };
}
