import type { Ledger } from '../teams/ledger.ts';

/** The longest time, in ms, in which Teams accepted no message, from a moment (ms since 1970) to the last message. */
export function longestSilence(ledger: Ledger, since: number): number {
  const times: number[] = [];
  for (const [, messages] of ledger.entries()) for (const { at } of messages) times.push(at);
  let longest = 0;
  let before = since;
  for (const at of times.toSorted((a, b) => a - b)) {
    longest = Math.max(longest, at - before);
    before = at;
  }
  return longest;
}
