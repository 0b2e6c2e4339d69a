import { hasShape, isCount, isInstant } from '../storage/columns.ts';

/** Who asks for a reservation. */
export interface Demand {
  readonly urgent: boolean;
  /** A broadcast with a rate of its own, requests a second: what is reserved is for it alone. */
  readonly limited?: { readonly broadcast: string; readonly maxRate: number };
}

/** What a broadcast with a rate of its own has used of it. */
export interface Paced {
  /** Its next request is not reserved for sooner than this. */
  readonly next: number;
  /** So many requests were reserved last. */
  readonly requests: number;
}

/** What a gate knows of who comes first, and of who may have a part only. Times are ms since 1970, service clock. */
export interface Lanes {
  /** Urgent work waits: until then nobody else reserves anything. */
  readonly urgentUntil: number;
  /** The broadcasts with a rate of their own that have reserved within the last second. */
  readonly paced: Readonly<Record<string, Paced>>;
}

/** Nobody is urgent, and nobody has a rate of their own. */
export const noLanes: Lanes = { urgentUntil: 0, paced: {} };

/** Whether all of the pace is left to this: urgent work, unless it is content with a part. */
export const takesAll = ({ urgent, limited }: Demand): boolean => urgent && limited === undefined;

/** Those that have used their rate and will again; what is over is forgotten. */
export function livePaced({ paced }: Lanes, now: number): Lanes['paced'] {
  return Object.fromEntries(Object.entries(paced).filter(([, { next }]) => next > now));
}

/** What is left to them of the next second: if others took it, a rate of its own would never be reached. */
export function reservedBy(paced: Lanes['paced']): number {
  return Object.values(paced).reduce((sum, { requests }) => sum + requests, 0);
}

/** A second, ms: what rates are of. */
const SECOND = 1_000;

/**
 * The lanes after a reservation.
 * @param reserved made now, from `start` on
 * @param urgentLife for how long urgent work keeps others from reserving, ms
 */
export function lanesAfter(
  { urgentUntil, paced }: Lanes,
  demand: Demand,
  reserved: { readonly now: number; readonly start: number; readonly requests: number },
  urgentLife: number,
): Lanes {
  const { limited } = demand;
  const { now, start, requests } = reserved;
  return {
    urgentUntil: takesAll(demand) ? Math.max(urgentUntil, now + urgentLife) : urgentUntil,
    // One reservation a second, of a second's worth at most: so no second holds more, wherever it begins.
    paced: limited ? { ...paced, [limited.broadcast]: { next: start + SECOND, requests } } : paced,
  };
}

/** Until when others reserve nothing, if a pause begins now: urgent work is still ahead of them when that is over. */
export function urgentAfter({ urgentUntil }: Lanes, pauseUntil: number, now: number, urgentLife: number): number {
  return urgentUntil > now ? Math.max(urgentUntil, pauseUntil + urgentLife) : urgentUntil;
}

const isPaced = (value: unknown): value is Paced => hasShape<Paced>(value, { next: isInstant, requests: isCount });
export const arePaced = (value: unknown): value is Lanes['paced'] =>
  hasShape<object>(value, {}) && Object.values(value).every(isPaced);
