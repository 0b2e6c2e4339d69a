import { isObject } from '../input/fields.ts';
import { retryAfterOf } from '../input/retry-after.ts';
import type { PipelineAnswer } from './connector.ts';
import { NotAnswered, NotSent } from './http-post.ts';
import { refusalOf } from './refusal.ts';
import type { TeamsAnswer } from './teams.ts';
import { TokenRefused } from './token-cache.ts';

/** A request that went well. A message that Teams split has no id, and then the answer has none. */
export function accepted(id: unknown): TeamsAnswer {
  return { kind: 'accepted', ...(typeof id === 'string' && id !== '' && { id }) };
}

/**
 * What an error of the client means: an answer that says no, an answer that does not come, or a request that never left.
 * @throws the error itself when it is a bug of ours
 */
export function answerOf(error: unknown): TeamsAnswer {
  if (error instanceof NotSent) return { kind: 'unsent', cause: error.message };
  // As Teams would answer without a token: it is wrong for everybody until somebody mends it.
  if (error instanceof TokenRefused) return { kind: 'refused', status: 401, code: error.name };
  if (error instanceof NotAnswered) return { kind: 'unanswered', cause: error.message };
  const answer = isObject(error) ? (error['response'] as PipelineAnswer | undefined) : undefined;
  if (!answer) throw error;
  return answerIn(answer);
}

/** An answer as it came over the wire. */
export type WireAnswer = Pick<PipelineAnswer, 'status' | 'bodyAsText'> & {
  readonly headers: Pick<PipelineAnswer['headers'], 'get'>;
};

/** What an answer says that is not the one the client knows how to read. */
export function answerIn(answer: WireAnswer): TeamsAnswer {
  // Accepted, with a body that the client could not read.
  if (answer.status >= 200 && answer.status < 300) return accepted(undefined);
  const { headers, status } = answer;
  const sent = Date.parse(headers.get('Date') ?? '') || Date.now();
  const retryAfter = retryAfterOf(headers.get('Retry-After'), sent);
  return { kind: 'refused', status, ...refusalOf(answer.bodyAsText), ...(retryAfter !== undefined && { retryAfter }) };
}
