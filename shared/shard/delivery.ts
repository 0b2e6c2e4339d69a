/** How one recipient stands in a broadcast. */
export const deliveryStates = [
  'pending',
  'sending',
  'delivered',
  'failed',
  'skipped',
  'uncertain',
  'canceled',
  'recalled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How many recipients stand how. */
export type StateCounts = Readonly<Record<DeliveryState, number>>;

export interface Delivery {
  readonly state: DeliveryState;
  /** Messages posted for this recipient. */
  readonly attempts: number;
  /** When the state was reached (service clock, ms). */
  readonly at: number;
  /** Not due before (service clock, ms); 0: at once. */
  readonly notBefore: number;
  /** An attempt of unknown outcome happened: the user may have the message whatever happens later. Never taken back. */
  readonly unknown: boolean;
  /** Why it stands so: a code of reasons.ts. */
  readonly code?: string;
  /** The message's id at Teams, to edit or recall it by. */
  readonly activity?: string;
  /** Tries to create the conversation that brought none. */
  readonly creates?: number;
  /** The planned conversation was not found: only one created since will do. */
  readonly healed?: boolean;
  /** The chat it was posted to, where that is not the planned one. */
  readonly conversation?: string;
  /** The version of the message that was posted, or that they have since it was edited; absent: 1. */
  readonly version?: number;
  /** Whose it is was deleted: nothing is sent to nobody. */
  readonly erased?: boolean;
  /** The last change of the message that is settled for them although they do not have it; absent: `version`. */
  readonly change?: number;
}

export function countStates(deliveries: readonly Delivery[]): StateCounts {
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;
  for (const { state } of deliveries) counts[state]++;
  return counts;
}

/** A delivery without what leads to the person: it counts as it did, and nothing can be sent, edited or removed by it. */
export function erased(delivery: Delivery): Delivery {
  const { activity: _, conversation: __, healed: ___, creates: ____, ...kept } = delivery;
  return { ...kept, erased: true };
}

/** Nothing is left to be sent or answered. */
export function isFinished(counts: Pick<StateCounts, 'pending' | 'sending'>): boolean {
  return counts.pending === 0 && counts.sending === 0;
}

/** The last change of the message that is settled for somebody: made, or found impossible. */
export function settledChange({ version = 1, change = version }: Pick<Delivery, 'version' | 'change'>): number {
  return change;
}
