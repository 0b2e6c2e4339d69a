import type { Timetable } from '../schedule/timetable.ts';
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
  /** Until the next one is due, ms; 0 when one is; infinite when nobody will be any more: the broadcast has expired. */
  readonly wait: number;
}

/** Where each recipient of a shard is to be found, as planned or as opened since by this process; and when. */
export class Itinerary {
  readonly recipients: readonly Recipient[];
  readonly #timetable: Timetable;
  readonly #defaultZone: string;
  readonly #opened = new Map<number, string>();

  /** @param defaultZone the time zone of a recipient that was planned without one */
  constructor(recipients: readonly Recipient[], timetable: Timetable, defaultZone: string) {
    this.recipients = recipients;
    this.#timetable = timetable;
    this.#defaultZone = defaultZone;
  }

  /** The conversation to post to; one that was not found counts only if it was created since. */
  conversation(position: number, shard: Shard): string | undefined {
    const opened = this.#opened.get(position);
    if (opened !== undefined || shard.deliveries[position]?.healed) return opened;
    return this.recipients[position]?.conversation;
  }

  /** The conversations to post to that are not those that were planned, by position. */
  elsewhere(positions: readonly number[], shard: Shard): ReadonlyMap<number, string> {
    const others = new Map<number, string>();
    for (const position of positions) {
      const conversation = this.conversation(position, shard);
      const planned = this.recipients[position]?.conversation;
      if (conversation !== undefined && conversation !== planned) others.set(position, conversation);
    }
    return others;
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
    const dueAt = this.#dues(now);
    let next = Number.POSITIVE_INFINITY;
    for (const [position, delivery] of shard.deliveries.entries()) {
      if (delivery.state !== 'pending') continue;
      left++;
      const due = dueAt(position, delivery.notBefore);
      if (due > now) next = Math.min(next, due);
      else if (this.conversation(position, shard) === undefined) homeless.push(position);
      else ready.push(position);
    }
    const due = ready.length + homeless.length;
    return { left, due, ready, homeless, wait: due > 0 || left === 0 ? 0 : next - now };
  }

  /**
   * The shard as it is left to wait: who is kept by quiet hours is due after them, and the row says so, for whoever looks
   * for what nobody works on goes by it.
   * @returns the shard itself when there is nothing to change
   */
  parked(shard: Shard, now: number): Shard {
    const dueAt = this.#dues(now);
    let changed = false;
    const deliveries = shard.deliveries.map((delivery, position) => {
      if (delivery.state !== 'pending') return delivery;
      const due = dueAt(position, delivery.notBefore);
      if (due <= Math.max(now, delivery.notBefore) || due === Number.POSITIVE_INFINITY) return delivery;
      changed = true;
      return { ...delivery, notBefore: due };
    });
    return changed ? { ...shard, deliveries } : shard;
  }

  /** When each is due, by position and by what its row says; worked out once for each time zone. */
  #dues(now: number): (position: number, notBefore: number) => number {
    const timetable = this.#timetable;
    if (timetable.isOver(now)) return () => Number.POSITIVE_INFINITY;
    if (!timetable.hasQuietHours) return (_, notBefore) => notBefore;
    const known = new Map<string, number>();
    return (position, notBefore) => {
      const from = Math.max(now, notBefore);
      const zone = this.recipients[position]?.timeZone ?? this.#defaultZone;
      const key = `${from} ${zone}`;
      const due = known.get(key) ?? timetable.openFrom(zone, from);
      known.set(key, due);
      return due;
    };
  }
}
