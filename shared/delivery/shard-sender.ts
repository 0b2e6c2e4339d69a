import { type Context, freshId } from '../context.ts';
import { pauseBroadcast } from '../lifecycle/pause.ts';
import type { Pace } from '../pace/pace.ts';
import type { Share, Token } from '../pace/turns.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { countStates, isFinished } from '../shard/delivery.ts';
import type { StoredShard } from '../shard/shard.ts';
import { readShard } from '../shard/shard-store.ts';
import { claim } from '../shard/wave.ts';
import { reportWork } from '../shard/work-report.ts';
import type { OutgoingActivity } from '../teams/teams.ts';
import { Flight } from './flight.ts';
import type { Itinerary } from './itinerary.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { openConversations } from './open-conversations.ts';
import { type Posting, postWave } from './post-wave.ts';
import { type Sendable, sendableOf } from './sendable.ts';
import { serviceUrlOf } from './service-url.ts';
import { ShardRecord } from './shard-record.ts';

/** A job whose shard somebody has changed comes again after this, ms. */
const SOON = 1_000;

/** A wave that was claimed and is to be posted. */
interface Wave {
  readonly positions: readonly number[];
  readonly tokens: readonly Token[];
  readonly activity: OutgoingActivity;
  /** When its claim was sent off (monotonic, ms). */
  readonly began: number;
}

/** One job's work on one shard. */
export class ShardSender {
  readonly #context: Context;
  readonly #job: DeliverJob;
  #sendable: Sendable;
  readonly #itinerary: Itinerary;
  readonly #opened: StoredShard;
  readonly #pace: Pace;
  readonly #share: Share;
  readonly #flight: Flight;
  readonly #record: ShardRecord;
  /** Whose the waves are: known only here, so a wave of this name is this sender's, whichever write it is from. */
  readonly #id: string;
  /** Another job has no room to claim for what this one has not recorded. */
  #pressed = Promise.withResolvers<void>();
  /** When the work began (monotonic, ms). */
  readonly #began: number;

  constructor(context: Context, job: DeliverJob, sendable: Sendable, itinerary: Itinerary, opened: StoredShard) {
    this.#context = context;
    this.#job = job;
    this.#sendable = sendable;
    this.#itinerary = itinerary;
    this.#opened = opened;
    this.#pace = context.pace(job.tenant);
    this.#flight = new Flight(context.clock, () => this.#pace.lessInDoubt());
    const flight = this.#flight;
    const record = new ShardRecord(context, job, sendable.onUncertain, itinerary, flight, opened);
    this.#record = record;
    this.#share = {
      ...{ broadcast: job.broadcast, run: job.run, demand: sendable.demand, begun: false, inHand: 0 },
      get open() {
        return countStates(record.shard.deliveries).sending;
      },
      get answered() {
        return flight.landed.size;
      },
      press: () => this.#pressed.resolve(),
    };
    this.#id = freshId(context);
    this.#began = context.clock.monotonic();
  }

  /** Sends until nothing is left to be sent. If only stragglers are missing then, the job need not wait for them. */
  async send(): Promise<JobEnd> {
    return await this.#recordingAll(() => this.#sendAll(true));
  }

  /** Waits for the answers that are missing, and sends again who is to be sent again. */
  async #rest(): Promise<JobEnd> {
    return await this.#recordingAll(async () => {
      await this.#meanwhile(this.#flight.allLanded());
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
      if (end?.kind !== 'straggling') await this.#settle().finally(() => this.#report());
    }
  }

  #report(): void {
    const { shard: left, throttled } = this.#record;
    const ms = this.#context.clock.monotonic() - this.#began;
    reportWork(this.#context, this.#job, { opened: this.#opened, left, throttled, ms });
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
        // What comes next is another shard: that need not wait for this one's answers.
        if (mayLeave && this.#flight.isAloft) return this.#straggling(shard);
        await this.#settle();
        continue;
      }
      if (stopping.aborted || clock.monotonic() > this.#began + timing.shardTime) return { kind: 'put-back', ms: 0 };
      if (agenda.due === 0) {
        // Only parked recipients are left: a short wait is waited here, a long one on the queue, once all is known.
        if (agenda.wait > timing.waitInside) {
          if (this.#flight.isOver) return { kind: 'put-back', ms: agenda.wait };
          await this.#settle();
          continue;
        }
        await this.#meanwhile(clock.sleep(agenda.wait, stopping));
        continue;
      }
      // Whoever can be posted to comes first: conversations that were opened are known to this job alone.
      const wanted = agenda.ready.length > 0 ? agenda.ready : agenda.homeless;
      const grant = await this.#meanwhile(this.#pace.take(this.#share, wanted.length));
      if (grant.kind === 'blocked') return { kind: 'nothing' };
      if (grant.kind === 'later') return { kind: 'put-back', ms: grant.ms };
      if (grant.kind === 'stopping') return { kind: 'put-back', ms: 0 };
      if (this.#record.isLost) break;
      if (agenda.ready.length > 0) await this.#sendWave(grant.tokens);
      else await this.#openConversations(agenda.homeless, grant.tokens);
    }
    return this.#record.isLost ? await this.#afterLoss() : { kind: 'nothing' };
  }

  /** Who lost a write to another sender leaves the shard to them; to who edits or resets it, only for a moment. */
  async #afterLoss(): Promise<JobEnd> {
    const { run, n } = this.#job;
    const shard = await readShard(this.#context, this.#job);
    const isFree = shard?.run === run && shard.n === n && shard.wave === undefined;
    return isFree && !isFinished(countStates(shard.deliveries)) ? { kind: 'put-back', ms: SOON } : { kind: 'nothing' };
  }

  #straggling({ next }: StoredShard): JobEnd {
    return { kind: 'straggling', ...(next !== undefined && { next }), rest: () => this.#rest() };
  }

  /**
   * Waits for something, as for the tokens of the next wave, whose claim records the answers that have come by then. If
   * that takes long they are recorded meanwhile, for who is silent is taken for dead; then those that were late; and
   * whenever another job lacks room to claim for what is known here.
   */
  async #meanwhile<T>(wait: Promise<T>): Promise<T> {
    if (this.#flight.isOver) return await wait;
    const over = new AbortController();
    const isOver = wait.then(() => 'over' as const);
    let next = this.#flight.overdue(this.#context.timing.patience, over.signal).then(() => 'late');
    while (!this.#flight.isOver) {
      this.#pressed = Promise.withResolvers();
      const first = await Promise.race([isOver, next, this.#pressed.promise]);
      if (first === 'over') break;
      await this.#record.write();
      if (first === 'late') next = this.#flight.allLanded().then(() => 'landed');
    }
    over.abort();
    return await wait;
  }

  /** Gets a conversation for each of these who has none; nothing is told to anybody yet. */
  async #openConversations(positions: readonly number[], tokens: readonly Token[]): Promise<void> {
    const { tenant } = this.#job;
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

  /**
   * Claims a wave and posts it. The same write records the answers that have come since the one before: nothing waits for
   * the others, and a shard is sent without a break.
   */
  async #sendWave(tokens: readonly Token[]): Promise<void> {
    const { clock, now } = this.#context;
    let wave: Wave | undefined;
    const { activity, version } = await this.#newest();
    const isMine = await this.#record.write((recorded) => {
      const { ready } = this.#itinerary.agenda(recorded, now());
      const positions = this.#record.problem ? [] : ready.slice(0, tokens.length);
      if (positions.length === 0) return recorded;
      wave = { positions, tokens: tokens.slice(0, positions.length), activity, began: clock.monotonic() };
      const conversations = this.#itinerary.elsewhere(positions, recorded);
      return claim(recorded, positions, this.#id, now(), { version, conversations });
    });
    this.#share.inHand = 0;
    if (!isMine || !wave) return;
    this.#share.begun = true;
    await this.#post(wave);
  }

  /** The message as it is by now. */
  async #newest(): Promise<Sendable> {
    const { tenant, broadcast } = this.#job;
    const heard = this.#pace.versionOf(broadcast);
    if (heard > this.#sendable.version) this.#sendable = await sendableOf(this.#context, tenant, broadcast, heard);
    return this.#sendable;
  }

  async #post(wave: Wave): Promise<void> {
    const { deliveries } = this.#record.shard;
    const serviceUrl = (await serviceUrlOf(this.#context, this.#job.tenant)) ?? '';
    const postings = wave.positions.map(
      (position, i): Posting => ({
        position,
        conversation: this.#itinerary.conversation(position, this.#record.shard)!,
        attempts: deliveries[position]!.attempts - 1,
        token: wave.tokens[i]!,
      }),
    );
    const { activity, began, tokens } = wave;
    const posts = postWave(this.#context, this.#pace, postings, activity, serviceUrl, began);
    this.#flight.depart(posts, { began, serviceUrl, last: tokens.at(-1)!.slot });
  }
}
