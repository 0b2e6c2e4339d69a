import { type Context, freshId } from '../context.ts';
import type { BroadcastChange } from '../records/broadcast.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { type Changed, layDown, recordChange, takeUp } from '../shard/change.ts';
import type { Shard, StoredShard } from '../shard/shard.ts';
import { readShard, writeChange } from '../shard/shard-store.ts';

/** A shard as who changes its messages has written it last, and how what came of the change gets into it. */
export class ChangeRecord {
  readonly #context: Context;
  readonly #job: DeliverJob;
  readonly #change: BroadcastChange;
  readonly #id: string;
  readonly #changed = new Map<number, Changed>();
  #shard: StoredShard;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #isLost = false;

  constructor(context: Context, job: DeliverJob, change: BroadcastChange, opened: StoredShard) {
    this.#context = context;
    this.#job = job;
    this.#change = change;
    this.#id = `${change.n}.${freshId(context)}`;
    this.#shard = opened;
  }

  get shard(): StoredShard {
    return this.#shard;
  }

  /** Somebody else is at the shard: nothing more is to be done on it here. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** When the last write began that was not lost (monotonic, ms); before the first: -Infinity. */
  get writtenAt(): number {
    return this.#writtenAt;
  }

  /** What came of one is written with the next write. */
  settle(position: number, changed: Changed): void {
    this.#changed.set(position, changed);
  }

  /**
   * Says that somebody is at the shard, and writes what is known.
   * @returns whether it is still this one's
   * @throws {StorageUnavailable}
   */
  async takeUp(): Promise<boolean> {
    return await this.#save((shard, now) => takeUp(shard, this.#id, now));
  }

  /** Writes what is known, and leaves the shard to others. @throws {StorageUnavailable} */
  async layDown(): Promise<void> {
    if (!this.#isLost) await this.#save(layDown);
  }

  /**
   * Writes what is known on the shard as it stands. Facts are told of whatever others have written meanwhile; but where
   * another edits the shard by now, nobody knows whose edit came last, and the later one settles it.
   * @returns whether the shard is still this one's
   */
  async #save(as: (shard: Shard, now: number) => Shard): Promise<boolean> {
    const { now, clock } = this.#context;
    const changed = new Map(this.#changed);
    const isFirst = this.#writtenAt === Number.NEGATIVE_INFINITY;
    for (;;) {
      const began = clock.monotonic();
      const recorded = recordChange(this.#shard, this.#change, changed, now());
      const isOurs = isFirst || this.#shard.changer === this.#id;
      const next = isOurs ? as(recorded, now()) : recorded;
      const written = await writeChange(this.#context, this.#job.broadcast, this.#shard, next);
      if (written) {
        this.#shard = written;
        this.#writtenAt = began;
        this.#isLost = !isOurs;
        return isOurs;
      }
      if (isFirst) return false;
      const read = await readShard(this.#context, this.#job);
      const isAnothers = read?.changer !== this.#id;
      if (!read || (isAnothers && this.#change.kind === 'edit')) {
        this.#isLost = true;
        return false;
      }
      this.#shard = read;
    }
  }
}
