import type { Context } from '../context.ts';
import { pauseBroadcast } from '../lifecycle/pause.ts';
import type { DeliverJob } from '../records/jobs.ts';
import type { PauseProblem } from '../shard/retry-policy.ts';
import type { Shard, StoredShard } from '../shard/shard.ts';
import { writeShard } from '../shard/shard-store.ts';
import { type OnUncertain, type Outcome, record } from '../shard/wave.ts';
import { StorageUnavailable } from '../storage/table.ts';
import type { Flight } from './flight.ts';
import type { Itinerary } from './itinerary.ts';
import { learnReferences } from './learn-references.ts';
import { readdress } from './readdress.ts';
import { recordLate } from './record-late.ts';

/** A shard as its sender has written it last, and how answers get into it. */
export class ShardRecord {
  readonly #context: Context;
  readonly #job: DeliverJob;
  readonly #onUncertain: OnUncertain;
  readonly #itinerary: Itinerary;
  readonly #flight: Flight;
  #shard: StoredShard;
  #isLost = false;
  #isGivenUp = false;
  #problem: PauseProblem | undefined;
  #throttled = 0;

  constructor(
    context: Context,
    job: DeliverJob,
    onUncertain: OnUncertain,
    itinerary: Itinerary,
    flight: Flight,
    opened: StoredShard,
  ) {
    this.#context = context;
    this.#job = job;
    this.#onUncertain = onUncertain;
    this.#itinerary = itinerary;
    this.#flight = flight;
    this.#shard = opened;
  }

  get shard(): StoredShard {
    return this.#shard;
  }

  /** Somebody else has written the shard: nothing more is to be done on it here. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Storage was out for so long that answers could not be recorded: no more of them will be. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** What is wrong for everyone, by the answers so far: the broadcast has been paused for it. */
  get problem(): PauseProblem | undefined {
    return this.#problem;
  }

  /** How many answers so far were 429. */
  get throttled(): number {
    return this.#throttled;
  }

  /**
   * Records the answers that have come, and makes a change in the same write. Without answers and without a change
   * nothing is written.
   * @param change gets the shard with the answers in it
   * @returns whether the change was made
   * @throws {StorageUnavailable} when nobody knows whether it was written, and nothing else is lost by that
   */
  async write(change: (recorded: Shard) => Shard = (recorded) => recorded): Promise<boolean> {
    const context = this.#context;
    const landed = this.#flight.landed;
    const outcomes = await readdress(context, this.#job.tenant, landed);
    this.#note(outcomes);
    const before = this.#shard;
    const recorded = landed.size > 0 ? record(before, outcomes, this.#onUncertain, context.now()) : before;
    const next = change(recorded);
    if (next === before) return true;
    const mine = this.#flight.isOver
      ? await writeShard(context, this.#job.broadcast, before, next)
      : await writeShard(context, this.#job.broadcast, before, next).catch(unlessUnavailable);
    const kept = mine ?? (await this.#keep(outcomes));
    if (kept) this.#shard = kept;
    else this.#isLost = true;
    this.#flight.recorded(landed);
    await this.#learn(outcomes, Math.min(...[...landed.values()].map(({ began }) => began)));
    return mine !== undefined;
  }

  /** What is known of messages on their way is not given up with one write: recording goes on from a fresh reading. */
  async #keep(outcomes: ReadonlyMap<number, Outcome>): Promise<StoredShard | undefined> {
    if (this.#flight.isOver) return undefined;
    this.#isGivenUp = true;
    const late = await recordLate(this.#context, this.#job, this.#shard, outcomes, this.#onUncertain);
    this.#isGivenUp = false;
    return late;
  }

  #note(outcomes: ReadonlyMap<number, Outcome>): void {
    for (const [position, outcome] of outcomes) {
      if (outcome.kind !== 'answered') continue;
      if (outcome.verdict.do === 'throttled') this.#throttled++;
      if (outcome.verdict.do === 'recreate') this.#itinerary.lost(position);
      if (outcome.verdict.do === 'pause') this.#problem = outcome.verdict.problem;
    }
  }

  /** What the answers say beyond this shard: about references, and about the broadcast as a whole, which pauses then. */
  async #learn(outcomes: ReadonlyMap<number, Outcome>, began: number): Promise<void> {
    const { tenant } = this.#job;
    for (const outcome of outcomes.values()) {
      if (outcome.kind !== 'answered' || outcome.verdict.do !== 'pause') continue;
      await pauseBroadcast(this.#context, this.#job, outcome.verdict.problem);
      break;
    }
    await learnReferences(this.#context, tenant, this.#itinerary, outcomes, began);
  }
}

function unlessUnavailable(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}
