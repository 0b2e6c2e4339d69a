import type { PlaceKey } from './places.ts';
import type { PostedActivity } from './request.ts';

/** One message as it stands in a chat or channel. */
export interface Received {
  readonly activityId: string;
  readonly activity: PostedActivity;
  /** When it was accepted: milliseconds since 1970, by a clock that never goes back. */
  readonly at: number;
  /** The number of the request that brought it. */
  readonly request: number;
  /** The message it answers, or the root of its thread. */
  readonly replyTo?: string;
  readonly updates: readonly { readonly activity: PostedActivity; readonly at: number }[];
  readonly deletedAt: number | undefined;
}

/** What {@link Ledger} keeps, and alone may change. */
type Entry = Omit<Received, 'updates' | 'deletedAt'> & {
  updates: { activity: PostedActivity; at: number }[];
  deletedAt: number | undefined;
};

const NONE: readonly Received[] = [];

/** Everything everybody received: the witness. Nothing is ever taken out of it. */
export class Ledger {
  readonly #places = new Map<PlaceKey, Entry[]>();
  #accepted = 0;
  #updates = 0;
  #deletes = 0;
  #lastId = 0;

  /** How many messages were accepted, over all places. One that Teams split counts as two. */
  get accepted(): number {
    return this.#accepted;
  }

  get updates(): number {
    return this.#updates;
  }

  get deletes(): number {
    return this.#deletes;
  }

  /** The messages of one place, in order. */
  of(place: PlaceKey): readonly Received[] {
    return this.#places.get(place) ?? NONE;
  }

  /** All places that ever received a message, with their messages. */
  entries(): Iterable<readonly [PlaceKey, readonly Received[]]> {
    return this.#places.entries();
  }

  /** Records a message, and gives its new id: the time in milliseconds, as Teams does, but never the same twice. */
  accept(
    place: PlaceKey,
    message: { activity: PostedActivity; at: number; request: number; replyTo?: string },
  ): string {
    this.#lastId = Math.max(this.#lastId + 1, Math.floor(message.at));
    const activityId = String(this.#lastId);
    const entry: Entry = { ...message, activityId, updates: [], deletedAt: undefined };
    const entries = this.#places.get(place);
    if (entries === undefined) this.#places.set(place, [entry]);
    else entries.push(entry);
    this.#accepted++;
    return activityId;
  }

  /** Records an edit; false when there is no such message, or no longer. */
  update(place: PlaceKey, activityId: string, activity: PostedActivity, at: number): boolean {
    const entry = this.#find(place, activityId);
    if (entry === undefined) return false;
    entry.updates.push({ activity, at });
    this.#updates++;
    return true;
  }

  /** Records a deletion; false when there is no such message, or no longer. */
  delete(place: PlaceKey, activityId: string, at: number): boolean {
    const entry = this.#find(place, activityId);
    if (entry === undefined) return false;
    entry.deletedAt = at;
    this.#deletes++;
    return true;
  }

  #find(place: PlaceKey, activityId: string): Entry | undefined {
    return this.#places.get(place)?.findLast((entry) => entry.activityId === activityId && !entry.deletedAt);
  }
}
