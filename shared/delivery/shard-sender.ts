import { type Context, freshId } from '../context.ts';
import { pauseBroadcast } from '../lifecycle/pause.ts';
import type { Pace } from '../pace/pace.ts';
import type { Share, Token } from '../pace/turns.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { countStates, type StoredShard } from '../shard/shard.ts';
import { claim } from '../shard/wave.ts';
import { Flight } from './flight.ts';
import type { Itinerary } from './itinerary.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { openConversations } from './open-conversations.ts';
import { type Posting, postWave } from './post-wave.ts';
import type { Sendable } from './sendable.ts';
import { serviceUrlOf } from './service-url.ts';
import { ShardRecord } from './shard-record.ts';
import { stragglersOf } from './stragglers.ts';

/** A wave that was claimed and is to be posted. */
interface Wave {
  readonly positions: readonly number[];
  readonly tokens: readonly Token[];
  /** When its claim was sent off (monotonic, ms). */
  readonly began: number;
}

/** One job's work on one shard. */
export class ShardSender {
  readonly #context: Context;
  readonly #job: DeliverJob;
  readonly #sendable: Sendable;
  readonly #itinerary: Itinerary;
  readonly #opened: StoredShard;
  readonly #pace: Pace;
  readonly #share: Share;
  readonly #flight: Flight;
  readonly #record: ShardRecord;
  /** Whose the waves are: known only here, so a wave of this name is this sender's, whichever write it is from. */
  readonly #id: string;
  /** No wave is claimed after this (monotonic, ms). */
  readonly #deadline: number;
  /** The wave that tokens are being foreseen for. */
  #posting: Wave | undefined;

  constructor(context: Context, job: DeliverJob, sendable: Sendable, itinerary: Itinerary, opened: StoredShard) {
    this.#context = context;
    this.#job = job;
    this.#sendable = sendable;
    this.#itinerary = itinerary;
    this.#opened = opened;
    this.#pace = context.pace(job.tenant);
    this.#flight = new Flight(context.clock, stragglersOf(context, this.#pace));
    const record = new ShardRecord(context, job, sendable.onUncertain, itinerary, this.#flight, opened);
    this.#record = record;
    this.#share = {
      ...{ broadcast: job.broadcast, run: job.run, begun: false, wants: 0, left: 0, inHand: 0 },
      get open() {
        return countStates(record.shard.deliveries).sending;
      },
    };
    this.#id = freshId(context);
    this.#deadline = context.clock.monotonic() + context.timing.shardTime;
  }

  /** Sends until nothing is left to be sent. If only stragglers are missing then, the job need not wait for them. */
  async send(): Promise<JobEnd> {
    return await this.#recordingAll(() => this.#sendAll(true));
  }

  /** Waits for the stragglers, and sends again who is to be sent again. What is known by then goes into one record. */
  async #rest(): Promise<JobEnd> {
    const { timing } = this.#context;
    return await this.#recordingAll(async () => {
      if (!(await this.#flight.landedWithin(timing.patience))) await this.#record.write();
      await this.#settle();
      return await this.#sendAll(false);
    });
  }

  /** Whatever ends the work, what is known of messages on their way is written down. */
  async #recordingAll(work: () => Promise<JobEnd>): Promise<JobEnd> {
    let end: JobEnd | undefined;
    this.#pace.join(this.#share);
    try {
      end = await work();
      return end;
    } finally {
      this.#pace.leave(this.#share);
      if (end?.kind !== 'straggling') await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    if (this.#record.isGivenUp) return;
    await this.#flight.allLanded();
    await this.#record.write();
  }

  async #sendAll(mayLeave: boolean): Promise<JobEnd> {
    const { clock, timing, stopping } = this.#context;
    while (!this.#record.isLost && !this.#record.problem) {
      const { shard } = this.#record;
      const agenda = this.#itinerary.agenda(shard, this.#context.now());
      if (agenda.left === 0) {
        if (this.#flight.isOver) return shard === this.#opened ? { kind: 'over' } : finishedWith(shard);
        if (mayLeave && this.#flight.isAloft) return this.#straggling(shard);
        await this.#settle();
        continue;
      }
      if (stopping.aborted || this.#isLate()) return { kind: 'put-back', ms: 0 };
      if (agenda.due === 0) {
        // Only parked recipients are left: a short wait is waited here, a long one on the queue.
        if (agenda.wait > timing.waitInside) return { kind: 'put-back', ms: agenda.wait };
        this.#share.wants = 0;
        await this.#meanwhile(clock.sleep(agenda.wait, stopping));
        continue;
      }
      this.#share.wants = agenda.due;
      this.#share.left = agenda.due;
      // Whoever can be posted to comes first: conversations that were opened are known to this job alone.
      const wanted = agenda.ready.length > 0 ? agenda.ready : agenda.homeless;
      const grant = await this.#meanwhile(this.#pace.take(this.#share, wanted.length));
      if (grant.kind === 'blocked') return { kind: 'nothing' };
      if (grant.kind === 'later') return { kind: 'put-back', ms: grant.ms };
      if (grant.kind === 'stopping') return { kind: 'put-back', ms: 0 };
      if (this.#record.isLost) break;
      if (agenda.ready.length > 0) await this.#sendWaves(grant.tokens);
      else await this.#openConversations(agenda.homeless, grant.tokens);
    }
    return { kind: 'nothing' };
  }

  #straggling({ next }: StoredShard): JobEnd {
    return { kind: 'straggling', ...(next !== undefined && { next }), rest: () => this.#rest() };
  }

  /** Waits for something; if the stragglers are all there sooner, they are recorded: who is silent is taken for dead. */
  async #meanwhile<T>(wait: Promise<T>): Promise<T> {
    if (this.#flight.isOver) return await wait;
    const isOver = wait.then(() => true);
    const first = await Promise.race([isOver, this.#flight.allLanded()]);
    if (first !== true) await this.#record.write();
    return await wait;
  }

  /** Gets a conversation for each of these who has none; nothing is told to anybody yet. */
  async #openConversations(positions: readonly number[], tokens: readonly Token[]): Promise<void> {
    const { tenant } = this.#job;
    this.#share.wants = Math.max(0, this.#share.wants - tokens.length);
    const { shard } = this.#record;
    const { changed, problem } = await this.#meanwhile(
      openConversations(this.#context, this.#pace, tenant, shard, this.#itinerary, positions, tokens),
    );
    this.#share.inHand = 0;
    if (problem) await pauseBroadcast(this.#context, this.#job, problem);
    if (changed.size === 0 || this.#record.isLost) return;
    await this.#record.write((recorded) => ({
      ...recorded,
      deliveries: recorded.deliveries.map((d, i) => (d.state === 'pending' ? (changed.get(i) ?? d) : d)),
    }));
  }

  /** Claims a wave and posts it, and goes on as long as the write that records a wave can claim the next. */
  async #sendWaves(tokens: readonly Token[]): Promise<void> {
    const { patience } = this.#context.timing;
    let wave = await this.#claim(() => tokens);
    while (wave) {
      await this.#post(wave);
      // What comes after the last wave is another shard: that need not wait for this one's answers, nor a record of some.
      const isLast = this.#share.left === 0;
      const late = wave.tokens.at(-1)!.slot + (isLast ? 0 : patience);
      await this.#flight.waveOver(wave.positions, late, () => this.#record.write());
      this.#posting = undefined;
      if (isLast && this.#flight.isAloft) return;
      wave = await this.#claim((wanted) => (this.#isLate() ? [] : this.#pace.takeInHand(this.#share, wanted)));
    }
  }

  /**
   * Records the answers that have come and, if there are tokens this instant, claims a wave in the same write. A record
   * never waits for tokens.
   * @returns the wave, if one was claimed
   */
  async #claim(tokensFor: (wanted: number) => readonly Token[]): Promise<Wave | undefined> {
    const { clock, now } = this.#context;
    let wave: Wave | undefined;
    const isMine = await this.#record.write((recorded) => {
      const { ready } = this.#itinerary.agenda(recorded, now());
      const tokens = this.#record.problem ? [] : tokensFor(ready.length);
      const positions = ready.slice(0, tokens.length);
      this.#share.wants = 0;
      this.#share.left = ready.length - positions.length;
      if (positions.length === 0) return recorded;
      wave = { positions, tokens: tokens.slice(0, positions.length), began: clock.monotonic() };
      return claim(recorded, positions, this.#id, now());
    });
    this.#share.inHand = 0;
    if (!isMine || !wave) return undefined;
    this.#share.begun = true;
    return wave;
  }

  async #post(wave: Wave): Promise<void> {
    const { deliveries } = this.#record.shard;
    this.#foresee(wave);
    const serviceUrl = (await serviceUrlOf(this.#context, this.#job.tenant)) ?? '';
    const postings = wave.positions.map(
      (position, i): Posting => ({
        position,
        conversation: this.#itinerary.conversation(position, this.#record.shard)!,
        attempts: deliveries[position]!.attempts - 1,
        token: wave.tokens[i]!,
      }),
    );
    const { activity } = this.#sendable;
    const { began } = wave;
    this.#flight.depart(postWave(this.#context, this.#pace, postings, activity, serviceUrl, began), {
      began,
      serviceUrl,
    });
  }

  /**
   * Tokens for the next wave are reserved once the last message of this one is on its way: sooner they would lie in the
   * pool past their slots, later the next claim could not go with this wave's record.
   */
  #foresee(wave: Wave): void {
    const { clock, stopping } = this.#context;
    this.#posting = wave;
    clock.sleep(wave.tokens.at(-1)!.slot - clock.monotonic(), stopping).then(() => {
      if (this.#posting === wave) this.#pace.expect(this.#share, this.#share.left);
    });
  }

  #isLate(): boolean {
    return this.#context.clock.monotonic() > this.#deadline;
  }
}
