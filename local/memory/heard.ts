import { accepted, answerIn } from '../../shared/teams/answer-of.ts';
import type { TeamsAnswer } from '../../shared/teams/teams.ts';
import { type Answer, bodyText } from '../teams/answers.ts';

/**
 * What a sender makes of an answer of the Connector: read from status, headers and text as the real adapter reads them
 * off the wire, so that the two cannot come to differ.
 * @param now when it was made, ms since 1970: its header Date, in whole seconds as HTTP has it
 */
export function heard({ status, body, headers = {} }: Answer, now: number): TeamsAnswer {
  if (status >= 200 && status < 300 && typeof body === 'object') return accepted(Reflect.get(body, 'id'));
  const sent: Readonly<Record<string, string>> = { Date: new Date(now).toUTCString(), ...headers };
  return answerIn({ status, headers: { get: (name) => sent[name] }, bodyAsText: bodyText(body) });
}
