import { countStates, type Delivery, type DeliveryState } from './delivery.ts';
import type { Shard } from './shard.ts';

/** The ends that a retry can take up again. Whoever has the message, and whoever was skipped, is left alone. */
export const retriableStates = ['failed', 'uncertain', 'canceled'] as const satisfies readonly DeliveryState[];
export type RetriableState = (typeof retriableStates)[number];

/**
 * A shard as a new run of its broadcast begins with it: those in the asked states are to be sent again, everybody else
 * stays as they are. What is not known of earlier attempts stays unknown: a later failure must not deny it.
 * @param now service clock, ms
 */
export function rerun(shard: Shard, states: readonly RetriableState[], run: number, now: number): Shard {
  const asked = new Set<DeliveryState>(states);
  const deliveries = shard.deliveries.map((d) => (asked.has(d.state) && !d.erased ? anew(d, now) : d));
  return { ...shard, run, since: 0, before: countStates(deliveries).delivered, faults: 0, deliveries };
}

function anew({ state, notBefore, unknown, healed, activity }: Delivery, now: number): Delivery {
  return {
    state: 'pending',
    attempts: 0,
    at: now,
    // Whoever was canceled before their local time is due then, not sooner.
    notBefore: state === 'canceled' ? notBefore : 0,
    unknown,
    ...(activity !== undefined && { activity }),
    ...(healed && { healed }),
  };
}
