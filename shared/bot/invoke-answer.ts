import type { InboundActivity } from './inbound-activity.ts';

/** What an invoke is answered with, in the body of the HTTP answer. */
export interface InvokeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * The answer to an invoke. A press on a card's Action.Execute is told that nobody knows it (the HTTP status stays 200:
 * Teams reads the one in the body); any other is taken note of, for a 501 would show the user an error.
 * @returns undefined for what is no invoke
 */
export function answerTo({ type, name }: InboundActivity): InvokeAnswer | undefined {
  if (type !== 'invoke') return undefined;
  if (name !== 'adaptivecard/action') return { status: 200 };
  const value = { code: 'BadRequest', message: 'The action is not known.' };
  return { status: 200, body: { statusCode: 400, type: 'application/vnd.microsoft.error', value } };
}
