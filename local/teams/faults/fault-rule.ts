import { type Answer, refusals } from '../answers.ts';
import type { RequestFilter } from '../request.ts';

/**
 * What goes wrong: an error answer by its name, or
 * - `hang`: no answer, ever
 * - `reset`: the connection is cut and nothing was accepted
 * - `lost-answer`: the request is carried out, then the connection is cut
 * - `slow`: the request is carried out, the answer takes longer
 */
export type FaultKind = keyof typeof refusals | 'hang' | 'reset' | 'lost-answer' | 'slow';

/** All of them. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(refusals) as (keyof typeof refusals)[]),
  'hang',
  'reset',
  'lost-answer',
  'slow',
];

/** A rule by which things go wrong. Without `times`, `every`, `probability` or `forMs` it strikes once. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Which requests it may strike. Default all. */
  readonly on?: RequestFilter;
  /** Spares this many of them first. */
  readonly after?: number;
  /** Strikes each n-th of them. */
  readonly every?: number;
  /** Strikes each of them with this probability, 0 to 1: decided by seed, place and its how-many-th request this is. */
  readonly probability?: number;
  /** Strikes at most so often. */
  readonly times?: number | 'all';
  /** Stops this many milliseconds after it was set. */
  readonly forMs?: number;
  /** Whether the request is carried out before it goes wrong. Default true for `lost-answer` and `slow`, else false. */
  readonly carriedOut?: boolean;
  /** For an error answer: Retry-After, in seconds as they are written, or as a date so many seconds from now. */
  readonly retryAfter?: number | string | { readonly dateIn: number };
  /** For `slow`: how much longer, in milliseconds. Default 1,000. */
  readonly ms?: number;
}

/** What is to happen to one request. */
export interface Fault {
  readonly kind: FaultKind;
  readonly carriedOut: boolean;
  /** The error answer; undefined for `hang`, `reset`, `lost-answer` and `slow`. */
  readonly answer: Answer | undefined;
  readonly ms: number;
}

/**
 * What a rule does to a request it strikes.
 * @param now milliseconds since 1970
 */
export function toFault(rule: Pick<FaultRule, 'kind' | 'carriedOut' | 'retryAfter' | 'ms'>, now: number): Fault {
  const { kind } = rule;
  const isCarriedOut = kind === 'lost-answer' || kind === 'slow';
  return {
    kind,
    carriedOut: rule.carriedOut ?? isCarriedOut,
    answer:
      kind in refusals ? withRetryAfter(refusals[kind as keyof typeof refusals], rule.retryAfter, now) : undefined,
    ms: rule.ms ?? 1_000,
  };
}

function withRetryAfter(answer: Answer, retryAfter: FaultRule['retryAfter'], now: number): Answer {
  if (retryAfter === undefined) return answer;
  const text =
    typeof retryAfter === 'object' ? new Date(now + retryAfter.dateIn * 1000).toUTCString() : String(retryAfter);
  return { ...answer, headers: { ...answer.headers, 'Retry-After': text } };
}
