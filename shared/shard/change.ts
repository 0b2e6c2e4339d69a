import { type Delivery, settledChange } from './delivery.ts';
import type { ReasonCode } from './reasons.ts';
import type { Shard } from './shard.ts';

/** A change of a message. Its ordinal counts on from the message as it was sent first, 1. */
export interface MessageChange {
  readonly n: number;
  readonly kind: 'edit' | 'recall';
}

/** What came of changing one delivered message. */
export type Changed =
  /** It is edited, or removed. */
  | { readonly kind: 'made' }
  /** It is there no more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: ReasonCode };

/** Those, by position, for whom a change is still to be made: who has the message, and not by it. */
export function toChange({ deliveries }: Pick<Shard, 'deliveries'>, { n }: MessageChange): readonly number[] {
  return [...deliveries.keys()].filter((i) => isToChange(deliveries[i]!, n));
}

function isToChange(delivery: Delivery, n: number): boolean {
  return delivery.state === 'delivered' && settledChange(delivery) < n;
}

/**
 * The shard as one who changes its messages takes it up, or goes on with it: others leave it to them for a while.
 * @param now service clock, ms
 */
export function takeUp(shard: Shard, changer: string, now: number): Shard {
  return { ...shard, changer, changedAt: now };
}

/** The shard as who has changed its messages leaves it. */
export function layDown(shard: Shard, now: number): Shard {
  const { changer: _, ...rest } = shard;
  return { ...rest, changedAt: now };
}

/**
 * Writes down what came of a change. Who has been recalled meanwhile, or has heard of a later change, stays as they are.
 * @param outcomes by position
 * @param now service clock, ms
 */
export function recordChange(
  shard: Shard,
  change: MessageChange,
  outcomes: ReadonlyMap<number, Changed>,
  now: number,
): Shard {
  const deliveries = shard.deliveries.map((d, i) => {
    const outcome = outcomes.get(i);
    return outcome && isToChange(d, change.n) ? afterChange(d, change, outcome, now) : d;
  });
  return { ...shard, deliveries };
}

function afterChange(delivery: Delivery, { n, kind }: MessageChange, outcome: Changed, now: number): Delivery {
  const { code: _, change: __, ...d } = delivery;
  if (outcome.kind === 'failed') return { ...d, change: n, code: outcome.code };
  if (kind === 'recall') return { ...d, state: 'recalled', at: now };
  return outcome.kind === 'made' ? { ...d, version: n } : { ...d, change: n, code: 'message-gone' };
}
