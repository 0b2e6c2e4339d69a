/** What the service answers: a JSON value, an HTML page (a string) or nothing as its body. */
export interface Answer {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const error = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
const html = (status: number, contentType: string, body: string): Answer => ({
  status,
  body,
  headers: { 'Content-Type': contentType },
});

/**
 * The error answers of the Connector in Teams: status, code and message as they were recorded, reported or
 * documented. Of the 429s, the gateways' pages, the empty bodies and the refused continuation token no recording was
 * ever published; they follow the general forms.
 */
export const refusals = {
  '400-bad-argument-pairwise': error(400, 'BadArgument', 'Failed to decrypt pairwise id'),
  '400-bad-argument-bot-member': error(400, 'BadArgument', 'Bots cannot IM other bots'),
  '400-wrong-geo': error(
    400,
    'BadArgument',
    'Incoming request was redirected to the wrong geo! Current geo: AMER, Target geo: EMEA',
  ),
  '400-bad-argument-spaced': error(400, 'Bad Argument', 'The request payload is invalid.'),
  '400-bad-syntax': error(400, 'BadSyntax', 'Incorrect conversation creation parameters'),
  '400-payload': error(400, 'BadSyntax', 'Payload is incorrect'),
  '400-bad-argument-token': error(400, 'BadArgument', 'Invalid continuation token'),
  '400-member-not-found': error(400, 'MemberNotFoundInConversation', 'Member not found in conversation.'),
  '400-service-error-bad-user': error(400, 'ServiceError', 'Invalid userId'),
  '401-bot-not-registered': error(401, 'BotNotRegistered', 'No registration found for this bot.'),
  '401-empty': { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
  '403-bad-argument-decrypt': error(403, 'BadArgument', 'Failed to decrypt conversation id'),
  '403-bad-argument-region': error(403, 'BadArgument', 'User is from different region'),
  '403-bot-disabled-by-admin': error(403, 'BotDisabledByAdmin', 'The tenant admin disabled this bot'),
  '403-bot-not-in-roster': error(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.'),
  '403-conversation-blocked-by-user': error(
    403,
    'ConversationBlockedByUser',
    'User blocked the conversation with the bot',
  ),
  '403-empty': { status: 403 },
  '403-forbidden-operation': error(403, 'ForbiddenOperationException', "Bot isn't installed in user's personal scope"),
  '403-invalid-bot-api-host': error(
    403,
    'InvalidBotApiHost',
    'Invalid bot api host. For GCC tenants, call `https://smba.infra.gcc.teams.microsoft.com`.',
  ),
  '403-message-writes-blocked': {
    status: 403,
    body: {
      errorCode: 209,
      message:
        '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is blocked from message writes.",\r\n  "errorCode": null,\r\n  "errorSubCode": null\r\n}',
    },
  },
  '403-not-enough-permissions': error(
    403,
    'NotEnoughPermissions',
    'The bot does not have enough permissions to perform the operation.',
  ),
  '403-service-error-unknown': error(403, 'ServiceError', 'Unknown'),
  '403-service-error-acl': error(403, 'ServiceError', 'Failure due to: AclCheckFailed.'),
  '404-activity-not-found': error(404, 'ActivityNotFoundInConversation', 'Message does not exist in the thread.'),
  '404-conversation-not-found': error(404, 'ConversationNotFound', 'Conversation not found.'),
  '404-service-error-unknown': error(404, 'ServiceError', 'Unknown'),
  '412-precondition-failed': error(412, 'PreconditionFailed', 'Precondition failed, please try again.'),
  '413-message-too-big': error(413, 'MessageSizeTooBig', 'Message size too large.'),
  '429-throttled': error(429, 'Throttled', 'Too many requests.'),
  '429-empty': { status: 429 },
  '500-service-error': error(500, 'ServiceError', 'Internal server error'),
  '502-service-error': error(502, 'ServiceError', 'Internal server error'),
  '502-html': html(
    502,
    'text/html',
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
  ),
  '503-empty': { status: 503 },
  '503-html': html(
    503,
    'text/html',
    "<html><body><h2>Our services aren't available right now</h2><p>We're working to restore all services as soon as possible. Please check back soon.</p></body></html>",
  ),
  '503-html-http-sys': html(
    503,
    'text/html; charset=us-ascii',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n<HTML><HEAD><TITLE>Service Unavailable</TITLE>\r\n<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>\r\n<BODY><h2>Service Unavailable</h2>\r\n<hr><p>HTTP Error 503. The service is unavailable.</p>\r\n</BODY></HTML>\r\n',
  ),
  '504-empty': { status: 504 },
} as const satisfies Record<string, Answer>;

/** A good answer with a JSON body, or none. */
export function answer(status: number, body?: object): Answer {
  return body === undefined ? { status } : { status, body };
}

/** An answer's body as it goes over the wire. */
export function bodyText(body: Answer['body']): string {
  return body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
}
