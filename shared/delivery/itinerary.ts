import type { Recipient } from '../shard/recipients.ts';
import type { Shard } from '../shard/shard.ts';

/** What is to be done on a shard now. Numbers are positions in the shard. */
export interface Agenda {
  /** How many are pending at all. */
  readonly left: number;
  /** How many are due. */
  readonly due: number;
  /** Due, and with a conversation to post to. */
  readonly ready: readonly number[];
  /** Due, and without one. */
  readonly homeless: readonly number[];
  /** Until the next one is due, ms; 0 when one is. */
  readonly wait: number;
}

/** Where each recipient of a shard is to be found: as planned, or as opened since by this process. */
export class Itinerary {
  readonly recipients: readonly Recipient[];
  readonly #opened = new Map<number, string>();

  constructor(recipients: readonly Recipient[]) {
    this.recipients = recipients;
  }

  /** The conversation to post to; one that was not found counts only if it was created since. */
  conversation(position: number, shard: Shard): string | undefined {
    const opened = this.#opened.get(position);
    if (opened !== undefined || shard.deliveries[position]?.healed) return opened;
    return this.recipients[position]?.conversation;
  }

  opened(position: number, conversation: string): void {
    this.#opened.set(position, conversation);
  }

  /** The conversation that was opened just now is gone as well. */
  lost(position: number): void {
    this.#opened.delete(position);
  }

  /** @param now service clock, ms */
  agenda(shard: Shard, now: number): Agenda {
    const ready: number[] = [];
    const homeless: number[] = [];
    let left = 0;
    let next = Number.POSITIVE_INFINITY;
    for (const [position, delivery] of shard.deliveries.entries()) {
      if (delivery.state !== 'pending') continue;
      left++;
      if (delivery.notBefore > now) next = Math.min(next, delivery.notBefore);
      else if (this.conversation(position, shard) === undefined) homeless.push(position);
      else ready.push(position);
    }
    const due = ready.length + homeless.length;
    return { left, due, ready, homeless, wait: due > 0 || left === 0 ? 0 : next - now };
  }
}
