import type { CallAnswer } from './webhooks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long after an attempt without success the next one follows, ms: about a day and a half in all. */
export const waits = [5_000, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const;

/** So that what failed together does not come again together: up to this share longer. */
const SPREAD = 0.1;

/** What an attempt makes of it: told, given up, or tried again after so long (ms). */
export type Verdict = 'delivered' | 'failed' | { readonly wait: number };

/**
 * What follows from an answer.
 * @param made attempts so far, this one included
 * @param chance 0 (inclusive) to 1 (exclusive)
 */
export function verdictOf(answer: CallAnswer, made: number, chance: number): Verdict {
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return 'delivered';
  // 410 is how a receiver says that it wants no more, after the specification.
  if (answer.kind === 'answered' && answer.status === 410) return 'failed';
  const wait = waits[made - 1];
  if (wait === undefined) return 'failed';
  const asked = answer.kind === 'answered' ? (answer.retryAfter ?? 0) : 0;
  return { wait: Math.max(asked, wait * (1 + SPREAD * chance)) };
}
