import type { Blocked } from './blocked.ts';
import type { Demand } from './lanes.ts';

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
  readonly blocked: Blocked;
  /** The broadcast with a rate of its own that it was reserved for; absent: any other. */
  readonly only: string | undefined;
}

/** What the pace knows of one job: kept up to date by the job. */
export interface Share {
  readonly broadcast: string;
  readonly run: number;
  /** Its broadcast comes first, or has a rate of its own. */
  readonly demand: Demand;
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
  /** Behind urgent work it waits for this share of the usual time, so that not all of them are away when that is over. */
  readonly patience: number;
  /** Reservations that were granted while it waited. */
  reservations: number;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: unknown) => void;
}

/** Waiters who draw on the same tokens, and reserve them together. */
export interface Line {
  readonly demand: Demand;
  readonly waiters: readonly Waiter[];
}

/** Who has waited for so many times as long as one waits inside a function comes next, whoever has begun. */
const LONG = 1.5;
/** Where few are sent in a second all shards have begun soon, and one goes on. */
const LONG_IF_LIMITED = 1;

/**
 * The lines of those who wait, in turn: urgent ones first, and before the rest those who take a part at most.
 * @param now monotonic, ms
 * @param waitInside how long one waits inside a function, ms
 */
export function linesOf(waiters: readonly Waiter[], now: number, waitInside: number): readonly Line[] {
  const lines = Map.groupBy(waiters, ({ share: { demand } }) => `${demand.urgent} ${demand.limited?.broadcast ?? ''}`);
  const rank = ({ urgent, limited }: Demand) => (urgent ? 0 : 2) + (limited ? 0 : 1);
  return [...lines.values()]
    .map((own): Line => {
      const { demand } = own[0]!.share;
      const since = now - (demand.limited ? LONG_IF_LIMITED : LONG) * waitInside;
      const long = own.filter((w) => w.since < since);
      const others = own.filter((w) => w.since >= since);
      return { demand, waiters: [...long, ...(demand.limited ? slowlyInTurn(others) : inOrderOfTurn(others))] };
    })
    .toSorted((a, b) => rank(a.demand) - rank(b.demand));
}

/** Whether two shares wait in one line. */
export function isOfLine({ demand }: Share, { urgent, limited }: Demand): boolean {
  return demand.urgent === urgent && demand.limited?.broadcast === limited?.broadcast;
}

/**
 * Shards under way come first: the fewer are open, the fewer writes and the fewer uncertain after a crash. But nobody is
 * kept waiting for long, or their chains would be taken for dead.
 */
function inOrderOfTurn(waiters: readonly Waiter[]): readonly Waiter[] {
  return [...waiters.filter((w) => w.share.begun), ...waiters.filter((w) => !w.share.begun)];
}

/**
 * Where few are sent in a second, one shard goes on, so that each of its claims records the answers before it: one write,
 * not two.
 */
function slowlyInTurn(waiters: readonly Waiter[]): readonly Waiter[] {
  return [...waiters.filter((w) => w.share.begun).toReversed(), ...waiters.filter((w) => !w.share.begun)];
}
