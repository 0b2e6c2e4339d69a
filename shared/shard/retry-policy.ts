import type { TeamsAnswer } from '../teams/teams.ts';
import type { ReasonCode } from './reasons.ts';

/** What an answer of Teams means for the recipient it was about. */
export type Verdict =
  | { readonly do: 'delivered'; readonly activity?: string }
  /** Final. `reference`: what it says about the stored conversation. */
  | { readonly do: 'fail'; readonly code: ReasonCode; readonly reference?: 'removed' | 'blocked' }
  /** Surely not accepted: try again after a wait. `free`: it uses up no attempt. */
  | { readonly do: 'again'; readonly code: ReasonCode; readonly free: boolean; readonly after?: number }
  /** The whole tenant is too fast: as `again`, and everyone slows down. */
  | { readonly do: 'throttled'; readonly after?: number }
  /** The conversation is gone: create it anew and try once more. */
  | { readonly do: 'recreate' }
  /** Nobody knows whether it was accepted. `repeatable`: `onUncertain: "retry"` may send it again. */
  | { readonly do: 'unknown'; readonly code: ReasonCode; readonly repeatable: boolean }
  /** Wrong for everyone, and can be mended: the broadcast pauses. */
  | { readonly do: 'pause'; readonly problem: PauseProblem }
  /** The address of the service is out of date: read it again and try once more. */
  | { readonly do: 'readdress' }
  /** The message that was to be changed is there no more. */
  | { readonly do: 'gone' };

/** A request to Teams: what it asks decides what an answer means. */
export type TeamsRequestKind = 'send' | 'create' | 'update' | 'delete';

export const pauseProblemCodes = ['bot-not-registered', 'bot-disabled-by-admin', 'credential-refused'] as const;
export type PauseProblem = (typeof pauseProblemCodes)[number];

/** At most this many posts for one recipient, those that a 429 answered not counted. */
export const MAX_ATTEMPTS = 5;
/** At most this many tries to create one conversation, those that a 429 answered not counted. */
export const MAX_CREATES = 5;

/** The wait before try `n + 1` (n from 1), ms: exponential with jitter, 1 s to 30 s. */
export function backoff(n: number, random: number): number {
  return Math.min(30_000, 1_000 * 2 ** (n - 1)) * (0.75 + 0.5 * random);
}

interface Rule {
  readonly status: number | readonly number[];
  /** The code Teams gave, without blanks, in lower case; absent: any. */
  readonly code?: string;
  /** Only when the text matches: where one code stands for several things. */
  readonly message?: RegExp;
  /** Only for this request. */
  readonly on?: TeamsRequestKind;
  readonly verdict: Verdict;
}

const uninstalled: Verdict = { do: 'fail', code: 'app-uninstalled', reference: 'removed' };
const blocked: Verdict = { do: 'fail', code: 'blocked-by-user', reference: 'blocked' };
const notReachable: Verdict = { do: 'fail', code: 'not-reachable' };

/**
 * The retry policy: the first rule that fits decides. Source: "Status codes" and "Rate limiting" of the Teams bot
 * documentation (retry 429, 412, 502, 503 and 504, nothing else), and recorded answers of the service.
 */
const retryPolicy: readonly Rule[] = [
  { status: 400, message: /geo|region/i, verdict: { do: 'readdress' } },
  { status: 403, code: 'badargument', message: /region/i, verdict: { do: 'readdress' } },
  { status: 403, code: 'invalidbotapihost', verdict: { do: 'readdress' } },
  { status: 400, on: 'create', verdict: notReachable },
  { status: 400, verdict: { do: 'fail', code: 'message-refused' } },
  { status: 401, code: 'botnotregistered', verdict: { do: 'pause', problem: 'bot-not-registered' } },
  { status: 401, verdict: { do: 'pause', problem: 'credential-refused' } },
  { status: 403, code: 'botdisabledbyadmin', verdict: { do: 'pause', problem: 'bot-disabled-by-admin' } },
  { status: 403, code: 'conversationblockedbyuser', verdict: blocked },
  { status: 403, code: 'messagewritesblocked', verdict: blocked },
  { status: 403, code: 'botnotinconversationroster', verdict: uninstalled },
  { status: 403, code: 'forbiddenoperationexception', verdict: { ...uninstalled, code: 'not-reachable' } },
  { status: 403, on: 'create', verdict: notReachable },
  // Another bot's conversation id, or a damaged one: the chat can be had anew by the user's id.
  { status: 403, code: 'badargument', message: /conversation id/i, verdict: { do: 'recreate' } },
  { status: 403, verdict: { do: 'fail', code: 'message-refused' } },
  { status: 404, on: 'create', verdict: notReachable },
  { status: 404, code: 'activitynotfoundinconversation', on: 'update', verdict: { do: 'gone' } },
  { status: 404, code: 'activitynotfoundinconversation', on: 'delete', verdict: { do: 'gone' } },
  // At times said of chats that are there: believed when it is said each time.
  { status: 404, on: 'update', verdict: { do: 'again', code: 'message-gone', free: false } },
  { status: 404, on: 'delete', verdict: { do: 'again', code: 'message-gone', free: false } },
  { status: 404, verdict: { do: 'recreate' } },
  { status: 412, verdict: { do: 'again', code: 'waiting-to-retry', free: false } },
  { status: 413, verdict: { do: 'fail', code: 'message-too-large' } },
  { status: 429, verdict: { do: 'throttled' } },
  // Creating is get-or-create: repeating it harms nobody, and without an answer nobody was told anything.
  { status: [500, 502, 503, 504], on: 'create', verdict: { do: 'again', code: 'waiting-to-retry', free: false } },
  { status: 500, verdict: { do: 'unknown', code: 'teams-error', repeatable: false } },
  { status: [502, 503, 504], verdict: { do: 'unknown', code: 'no-answer', repeatable: true } },
];

/**
 * What an answer means.
 * @param on which request was answered
 */
export function judge(answer: TeamsAnswer, on: TeamsRequestKind): Verdict {
  switch (answer.kind) {
    case 'accepted':
      return { do: 'delivered', ...(answer.id !== undefined && { activity: answer.id }) };
    case 'unsent':
      return { do: 'again', code: 'waiting-to-retry', free: true };
    case 'unanswered':
      return on === 'create'
        ? { do: 'again', code: 'waiting-to-retry', free: false }
        : { do: 'unknown', code: 'no-answer', repeatable: true };
    case 'refused': {
      const rule = retryPolicy.find((r) => fits(r, answer, on));
      if (!rule) return unlisted(answer.status);
      const verdict = rule.verdict;
      if ((verdict.do === 'throttled' || verdict.do === 'again') && answer.retryAfter !== undefined) {
        return { ...verdict, after: answer.retryAfter };
      }
      return verdict;
    }
  }
}

function fits(rule: Rule, answer: TeamsAnswer & { kind: 'refused' }, on: TeamsRequestKind): boolean {
  const statuses = typeof rule.status === 'number' ? [rule.status] : rule.status;
  if (!statuses.includes(answer.status)) return false;
  if (rule.on && rule.on !== on) return false;
  // The documentation spells some codes with a blank that recorded answers lack.
  if (rule.code && rule.code !== answer.code?.replaceAll(' ', '').toLowerCase()) return false;
  return !rule.message || rule.message.test(answer.message ?? '');
}

/** A status no rule names: a refusal is final, a failure of the service is of unknown outcome. */
function unlisted(status: number): Verdict {
  if (status >= 500 || status === 408) return { do: 'unknown', code: 'teams-error', repeatable: false };
  return { do: 'fail', code: 'message-refused' };
}

/** Whether the answer speaks of Teams being out (for all), rather than of this one recipient. */
export function isSilence(answer: TeamsAnswer): boolean {
  return (
    answer.kind === 'unanswered' || answer.kind === 'unsent' || (answer.kind === 'refused' && answer.status >= 500)
  );
}
