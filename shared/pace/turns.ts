import type { Gate } from './gate.ts';

/** The right to send one request of a tenant at its slot. Times are of the process's monotonic clock, ms. */
export interface Token {
  readonly slot: number;
  readonly expires: number;
  /** The throttling episode it was reserved in. */
  readonly gen: number;
  /** One request's share of a second at the rate it was reserved at, ms. */
  readonly interval: number;
  /** For how long had been reserved since the last episode, seconds. */
  readonly sent: number;
  /** Who may not send, as the gate had it when this was reserved: what is written there later finds this token dead. */
  readonly blocked: Gate['blocked'];
}

/** What the pace knows of one job: kept up to date by the job. */
export interface Share {
  readonly broadcast: string;
  readonly run: number;
  /** It has claimed a wave. */
  begun: boolean;
  /** Tokens it was given and has not claimed anybody with yet. */
  inHand: number;
  /** Recipients it has claimed whose outcome is not recorded: in doubt, if the process dies now. */
  readonly open: number;
  /** Those of them whose outcome is known: its next write records it. */
  readonly answered: number;
  /** Asks it to record what it knows now: others have no room to claim. */
  press(): void;
}

/** What a job gets for its wait. */
export type Grant =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  /** Its broadcast may not send: canceled, paused or stopped. */
  | { readonly kind: 'blocked' }
  /** The whole tenant pauses, or its turn does not come, for longer than one waits inside a function. */
  | { readonly kind: 'later'; readonly ms: number }
  | { readonly kind: 'stopping' };

export interface Waiter {
  readonly share: Share;
  readonly want: number;
  /** When it began to wait (monotonic, ms). */
  readonly since: number;
  /** Reservations that were granted while it waited. */
  reservations: number;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: unknown) => void;
}

/** Shards under way come first: the fewer are open, the fewer writes and the fewer uncertain after a crash. */
export function inOrderOfTurn(waiters: readonly Waiter[]): readonly Waiter[] {
  return [...waiters.filter((w) => w.share.begun), ...waiters.filter((w) => !w.share.begun)];
}
