import type { DeliveryState } from '../../shard/delivery.ts';
import type { Reason } from '../../shard/reasons.ts';

/** How one recipient stands. */
export interface DeliveryView {
  /** `deleted`: somebody whose data was deleted since. */
  readonly recipient: { readonly type: 'user' | 'deleted'; readonly id: string };
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly at: string | null;
  readonly reason: Reason | null;
  /** The version of the message that was sent to them, or that they have since it was edited; null: none was. */
  readonly version: number | null;
}

/** How many deliveries of a broadcast stand as they do for one reason. */
export interface ReasonView extends Reason {
  readonly count: number;
  /** `count` by the state they are in. */
  readonly states: Readonly<Partial<Record<DeliveryState, number>>>;
}

/** Why the deliveries of a broadcast stand as they do, the most frequent reason first. */
export interface ReasonsView {
  readonly items: readonly ReasonView[];
  readonly pollAfterMs: number | null;
}
