import { type Context, freshId } from '../context.ts';
import { pauseBroadcast } from '../lifecycle/pause.ts';
import type { Pace } from '../pace/pace.ts';
import type { Share, Token } from '../pace/turns.ts';
import type { DeliverJob } from '../records/jobs.ts';
import type { PauseProblem } from '../shard/retry-policy.ts';
import type { StoredShard } from '../shard/shard.ts';
import { readRecipients, writeShard } from '../shard/shard-store.ts';
import { claim, type Outcome, record } from '../shard/wave.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { Itinerary } from './itinerary.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { learnReferences } from './learn-references.ts';
import { openConversations } from './open-conversations.ts';
import { type Posting, postWave } from './post-wave.ts';
import { readdress } from './readdress.ts';
import { recordLate } from './record-late.ts';
import { type Sendable, sendableOf } from './sendable.ts';
import { serviceUrlOf } from './service-url.ts';

/** A wave that was claimed and is to be posted. */
interface Wave {
  readonly shard: StoredShard;
  readonly positions: readonly number[];
  readonly tokens: readonly Token[];
  /** When its claim was sent off (monotonic, ms). */
  readonly began: number;
}

/**
 * Sends a shard that no wave is open on: takes tokens, claims a wave, posts it, records it, and so on to the end.
 * @throws {StorageUnavailable}
 */
export async function sendShard(context: Context, job: DeliverJob, shard: StoredShard): Promise<JobEnd> {
  const pace = context.pace(job.tenant);
  const share: Share = { broadcast: job.broadcast, run: job.run, begun: false, wants: 0, left: 0 };
  const [sendable, recipients] = await Promise.all([
    sendableOf(context, job.tenant, job.broadcast),
    readRecipients(context, job, shard.deliveries.length),
    serviceUrlOf(context, job.tenant),
  ]);
  pace.join(share);
  try {
    return await new ShardSender(context, job, pace, share, sendable, new Itinerary(recipients)).send(shard);
  } finally {
    pace.leave(share);
  }
}

/** What is known of a wave is not given up with one write: recording goes on from a fresh reading. */
function unlessUnavailable(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}

class ShardSender {
  readonly #context: Context;
  readonly #job: DeliverJob;
  readonly #pace: Pace;
  readonly #share: Share;
  readonly #sendable: Sendable;
  readonly #itinerary: Itinerary;
  /** The wave whose answers are awaited. */
  #posting: Wave | undefined;
  /** No wave is claimed after this (monotonic, ms). */
  #deadline = Number.POSITIVE_INFINITY;

  constructor(context: Context, job: DeliverJob, pace: Pace, share: Share, sendable: Sendable, itinerary: Itinerary) {
    this.#context = context;
    this.#job = job;
    this.#pace = pace;
    this.#share = share;
    this.#sendable = sendable;
    this.#itinerary = itinerary;
  }

  async send(opened: StoredShard): Promise<JobEnd> {
    const { clock, timing, stopping } = this.#context;
    this.#deadline = clock.monotonic() + timing.shardTime;
    for (let shard: StoredShard | undefined = opened; shard; ) {
      const agenda = this.#itinerary.agenda(shard, this.#context.now());
      if (agenda.left === 0) return shard === opened ? { kind: 'over' } : finishedWith(shard);
      if (stopping.aborted || this.#isLate()) return { kind: 'put-back', ms: 0 };
      if (agenda.due === 0) {
        // Only parked recipients are left: a short wait is waited here, a long one on the queue.
        if (agenda.wait > timing.waitInside) return { kind: 'put-back', ms: agenda.wait };
        this.#share.wants = 0;
        await clock.sleep(agenda.wait, stopping);
        continue;
      }
      this.#share.wants = agenda.due;
      this.#share.left = agenda.due;
      // Whoever can be posted to comes first: conversations that were opened are known to this job alone.
      const wanted = agenda.ready.length > 0 ? agenda.ready : agenda.homeless;
      const grant = await this.#pace.take(this.#share, wanted.length);
      if (grant.kind === 'blocked') return { kind: 'nothing' };
      if (grant.kind === 'later') return { kind: 'put-back', ms: grant.ms };
      if (grant.kind === 'stopping') return { kind: 'put-back', ms: 0 };
      shard =
        agenda.ready.length > 0
          ? await this.#sendWaves(shard, agenda.ready, grant.tokens)
          : await this.#openConversations(shard, agenda.homeless, grant.tokens);
    }
    return { kind: 'nothing' };
  }

  /** Gets a conversation for each of these who has none; nothing is told to anybody yet. */
  async #openConversations(
    shard: StoredShard,
    positions: readonly number[],
    tokens: readonly Token[],
  ): Promise<StoredShard | undefined> {
    const { broadcast, tenant } = this.#job;
    this.#share.wants = Math.max(0, this.#share.wants - tokens.length);
    const opened = await openConversations(
      this.#context,
      this.#pace,
      tenant,
      shard,
      this.#itinerary,
      positions,
      tokens,
    );
    if (opened.problem) await pauseBroadcast(this.#context, tenant, broadcast, opened.problem);
    if (!opened.shard) return shard;
    return await writeShard(this.#context, broadcast, shard, opened.shard);
  }

  /** Claims a wave and posts it, and goes on as long as the write that closes a wave can claim the next. */
  async #sendWaves(
    shard: StoredShard,
    ready: readonly number[],
    tokens: readonly Token[],
  ): Promise<StoredShard | undefined> {
    const { clock } = this.#context;
    const began = clock.monotonic();
    const positions = ready.slice(0, tokens.length);
    const wid = freshId(this.#context);
    const claimed = await writeShard(
      this.#context,
      this.#job.broadcast,
      shard,
      claim(shard, positions, wid, this.#context.now()),
      wid,
    );
    if (!claimed) return undefined;
    this.#share.begun = true;
    let wave: Wave = { shard: claimed, positions, tokens, began };
    for (;;) {
      const outcomes = await this.#post(wave);
      this.#posting = undefined;
      const next = await this.#close(wave, outcomes);
      const problem = await this.#learn(wave, outcomes);
      if (!next || problem) return undefined;
      if (!next.wave) return next.shard;
      wave = next.wave;
    }
  }

  async #post(wave: Wave): Promise<ReadonlyMap<number, Outcome>> {
    const { tenant } = this.#job;
    this.#foresee(wave);
    const serviceUrl = (await serviceUrlOf(this.#context, tenant)) ?? '';
    const postings = wave.positions.map(
      (position, i): Posting => ({
        position,
        conversation: this.#itinerary.conversation(position, wave.shard)!,
        attempts: wave.shard.deliveries[position]!.attempts - 1,
        token: wave.tokens[i]!,
      }),
    );
    const outcomes = await postWave(
      this.#context,
      this.#pace,
      postings,
      this.#sendable.activity,
      serviceUrl,
      wave.began,
    );
    for (const [position, outcome] of outcomes) {
      if (outcome.kind === 'answered' && outcome.verdict.do === 'recreate') this.#itinerary.lost(position);
    }
    return await readdress(this.#context, tenant, serviceUrl, outcomes);
  }

  /**
   * Tokens for the next wave are reserved once the last message of this one is on its way: sooner they would lie in the
   * pool past their slots, later the next claim could not go with this wave's record.
   */
  #foresee(wave: Wave): void {
    const { clock, stopping } = this.#context;
    this.#share.wants = 0;
    this.#share.left = this.#itinerary.agenda(wave.shard, this.#context.now()).due;
    this.#posting = wave;
    clock.sleep(wave.tokens.at(-1)!.slot - clock.monotonic(), stopping).then(() => {
      if (this.#posting === wave) this.#pace.expect(this.#share, this.#share.left);
    });
  }

  /**
   * Records what became of a wave and, if tokens are at hand this instant, claims the next one in the same write.
   * @returns nothing when the shard is somebody else's by now
   */
  async #close(
    wave: Wave,
    outcomes: ReadonlyMap<number, Outcome>,
  ): Promise<{ shard: StoredShard; wave?: Wave } | undefined> {
    const context = this.#context;
    const recorded = record(wave.shard, outcomes, this.#sendable.onUncertain, context.now());
    const { ready } = this.#itinerary.agenda(recorded, context.now());
    const tokens = this.#pausing(outcomes) || this.#isLate() ? [] : this.#pace.takeInHand(this.#share, ready.length);
    const began = context.clock.monotonic();
    const wid = freshId(context);
    const positions = ready.slice(0, tokens.length);
    const next = tokens.length > 0 ? claim(recorded, positions, wid, context.now()) : recorded;
    this.#share.wants = 0;
    this.#share.left = Math.max(0, ready.length - tokens.length);
    const shard = await writeShard(context, this.#job.broadcast, wave.shard, next, wid).catch(unlessUnavailable);
    if (shard) return { shard, ...(tokens.length > 0 && { wave: { shard, positions, tokens, began } }) };
    const late = await recordLate(context, this.#job, wave.shard, outcomes, this.#sendable.onUncertain);
    return late && { shard: late };
  }

  /** What the answers say beyond this shard: about references, and about the broadcast as a whole, which pauses then. */
  async #learn(wave: Wave, outcomes: ReadonlyMap<number, Outcome>): Promise<PauseProblem | undefined> {
    const { tenant, broadcast } = this.#job;
    const problem = this.#pausing(outcomes);
    if (problem) await pauseBroadcast(this.#context, tenant, broadcast, problem);
    await learnReferences(this.#context, tenant, this.#itinerary, outcomes, wave.began);
    return problem;
  }

  #isLate(): boolean {
    return this.#context.clock.monotonic() > this.#deadline;
  }

  #pausing(outcomes: ReadonlyMap<number, Outcome>): PauseProblem | undefined {
    for (const outcome of outcomes.values()) {
      if (outcome.kind === 'answered' && outcome.verdict.do === 'pause') return outcome.verdict.problem;
    }
    return undefined;
  }
}
