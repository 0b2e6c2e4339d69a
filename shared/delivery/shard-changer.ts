import type { Context } from '../context.ts';
import type { Pace } from '../pace/pace.ts';
import type { Share, Token } from '../pace/turns.ts';
import type { BroadcastChange } from '../records/broadcast.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { changeBroadcast } from '../records/store.ts';
import { type Changed, toChange } from '../shard/change.ts';
import type { Recipient } from '../shard/recipients.ts';
import { judge, MAX_ATTEMPTS, type PauseProblem, type Verdict } from '../shard/retry-policy.ts';
import type { StoredShard } from '../shard/shard.ts';
import type { OutgoingActivity, TeamsAnswer } from '../teams/teams.ts';
import type { ChangeEnd } from './change-end.ts';
import { ChangeRecord } from './change-record.ts';
import { tellPace, thrown, whenAgain } from './post-wave.ts';
import { serviceUrlOf } from './service-url.ts';

/** Who has not written for so long writes before it asks Teams for anything more, ms: others leave it alone by that. */
const RENEW = 8_000;
/** Nothing is asked later than this after a write, ms: 15 s later, when it is given up, nobody else is at the shard yet. */
const LATEST = 12_000;

/** A message that is still to be changed. */
interface Task {
  readonly conversation: string;
  readonly activity: string;
  tries: number;
  /** Not before (service clock, ms). */
  notBefore: number;
  /** It is being asked for. */
  isOut: boolean;
}

/** One job's edit or recall of the messages of one shard. Asking twice harms nobody, so none is claimed: a crash repeats. */
export class ShardChanger {
  readonly #context: Context;
  readonly #job: DeliverJob;
  readonly #change: BroadcastChange;
  readonly #message: OutgoingActivity | undefined;
  readonly #recipients: readonly Recipient[] | undefined;
  readonly #pace: Pace;
  readonly #share: Share;
  readonly #record: ChangeRecord;
  readonly #tasks = new Map<number, Task>();
  #problem: PauseProblem | undefined;
  #landed = Promise.withResolvers<void>();

  /**
   * @param message what they are to read; absent: the message is removed
   * @param recipients of the shard; absent: they can't be read
   */
  constructor(
    context: Context,
    job: DeliverJob,
    change: BroadcastChange,
    message: OutgoingActivity | undefined,
    recipients: readonly Recipient[] | undefined,
    shard: StoredShard,
  ) {
    this.#context = context;
    this.#job = job;
    this.#change = change;
    this.#message = message;
    this.#recipients = recipients;
    this.#record = new ChangeRecord(context, job, change, shard);
    this.#pace = context.pace(job.tenant);
    // Not the broadcast's own name: what may not be sent any more can still be taken back.
    const broadcast = `${job.broadcast}/change`;
    const idle = { begun: true, inHand: 0, open: 0, answered: 0, press: () => {} };
    this.#share = { broadcast, run: job.run, demand: { urgent: job.urgent === true }, ...idle };
  }

  async change(): Promise<ChangeEnd> {
    this.#findTasks();
    if (!(await this.#record.takeUp())) return { kind: 'put-back', ms: this.#context.timing.claimLife };
    this.#pace.join(this.#share);
    let end: ChangeEnd;
    try {
      end = await this.#changeAll();
    } finally {
      this.#pace.leave(this.#share);
    }
    await this.#allLanded();
    await this.#record.layDown();
    if (this.#problem) return await this.#hold(this.#problem);
    return this.#record.isLost ? { kind: 'nothing' } : end;
  }

  #findTasks(): void {
    const { shard } = this.#record;
    for (const position of toChange(shard, this.#change)) {
      const { activity, conversation } = shard.deliveries[position]!;
      const chat = conversation ?? this.#recipients?.[position]?.conversation;
      if (activity === undefined) this.#record.settle(position, { kind: 'failed', code: 'no-message-id' });
      else if (this.#change.stoppedAt !== undefined)
        this.#record.settle(position, { kind: 'failed', code: 'change-stopped' });
      else if (chat === undefined) this.#record.settle(position, { kind: 'failed', code: this.#failure });
      else this.#tasks.set(position, { conversation: chat, activity, tries: 0, notBefore: 0, isOut: false });
    }
  }

  get #failure(): 'not-changed' | 'not-recalled' {
    return this.#change.kind === 'edit' ? 'not-changed' : 'not-recalled';
  }

  async #changeAll(): Promise<ChangeEnd> {
    const { clock, timing, stopping, now } = this.#context;
    while (this.#tasks.size > 0 && !this.#record.isLost && !this.#problem) {
      if (stopping.aborted) return { kind: 'put-back', ms: 0 };
      const waiting = [...this.#tasks].filter(([, { isOut }]) => !isOut);
      const due = waiting.filter(([, { notBefore }]) => notBefore <= now());
      if (due.length === 0) {
        const wait = Math.min(...waiting.map(([, { notBefore }]) => notBefore - now()));
        if (wait > timing.waitInside && waiting.length === this.#tasks.size) return { kind: 'put-back', ms: wait };
        await this.#landedWithin(wait);
        continue;
      }
      // What was refused to everybody may be allowed by now: one finds out.
      const want = this.#change.problem ? 1 : due.length;
      const grant = await this.#pace.take(this.#share, want);
      if (grant.kind === 'blocked') return { kind: 'nothing' };
      if (grant.kind === 'later') return { kind: 'put-back', ms: grant.ms };
      if (grant.kind === 'stopping') return { kind: 'put-back', ms: 0 };
      this.#share.inHand = 0;
      if (clock.monotonic() - this.#record.writtenAt > RENEW && !(await this.#record.takeUp())) break;
      await this.#ask(due.slice(0, grant.tokens.length), grant.tokens);
      if (this.#change.problem && (await this.#isMended())) return { kind: 'put-back', ms: 0 };
    }
    return { kind: 'done' };
  }

  async #ask(due: readonly (readonly [number, Task])[], tokens: readonly Token[]): Promise<void> {
    const serviceUrl = (await serviceUrlOf(this.#context, this.#job.tenant)) ?? '';
    for (const [i, [position, task]] of due.entries()) {
      task.isOut = true;
      void this.#askOne(position, task, tokens[i]!, serviceUrl).finally(() => {
        task.isOut = false;
        this.#landed.resolve();
        this.#landed = Promise.withResolvers();
      });
    }
  }

  async #askOne(position: number, task: Task, token: Token, serviceUrl: string): Promise<void> {
    if (!(await this.#pace.slot(token, this.#record.writtenAt + LATEST))) return;
    const { teams } = this.#context;
    const { conversation, activity } = task;
    const place = { serviceUrl, conversation, activity };
    const asked = this.#message ? teams.update(place, this.#message) : teams.remove(place);
    const answer: TeamsAnswer = await asked.catch((error: unknown) => thrown(this.#context, error));
    const verdict = judge(answer, this.#message ? 'update' : 'delete');
    tellPace(this.#pace, token, answer, verdict);
    await this.#conclude(position, task, verdict);
  }

  async #conclude(position: number, task: Task, verdict: Verdict): Promise<void> {
    const settled = (changed: Changed): void => {
      this.#record.settle(position, changed);
      this.#tasks.delete(position);
    };
    switch (verdict.do) {
      case 'delivered':
        return settled({ kind: 'made' });
      case 'gone':
        return settled({ kind: 'gone' });
      case 'fail':
      case 'recreate':
        return settled({ kind: 'failed', code: this.#failure });
      case 'pause':
        this.#problem = verdict.problem;
        return;
      case 'readdress':
        await serviceUrlOf(this.#context, this.#job.tenant, true).catch(() => undefined);
        break;
      case 'again':
      case 'unknown':
      case 'throttled':
        task.notBefore = whenAgain(this.#context, verdict, task.tries + 1);
    }
    const isFree = verdict.do === 'throttled' || (verdict.do === 'again' && verdict.free);
    if (!isFree) task.tries++;
    if (task.tries < MAX_ATTEMPTS) return;
    const isGone = verdict.do === 'again' && verdict.code === 'message-gone';
    settled(isGone ? { kind: 'gone' } : { kind: 'failed', code: this.#failure });
  }

  async #allLanded(): Promise<void> {
    while ([...this.#tasks.values()].some(({ isOut }) => isOut)) await this.#landed.promise;
  }

  /** Waits for an answer, but not for longer than this, ms. */
  async #landedWithin(ms: number): Promise<void> {
    const { clock, stopping } = this.#context;
    if (!Number.isFinite(ms)) return await this.#landed.promise;
    const over = new AbortController();
    await Promise.race([this.#landed.promise, clock.sleep(ms, AbortSignal.any([over.signal, stopping]))]);
    over.abort();
  }

  /** Whether the one that found out has found that Teams takes requests again. */
  async #isMended(): Promise<boolean> {
    await this.#allLanded();
    if (this.#problem) return false;
    await this.#note(undefined);
    return true;
  }

  /** What is wrong for everybody fails nobody: it is tried again when whoever looks finds that nobody is at it. */
  async #hold(problem: PauseProblem): Promise<ChangeEnd> {
    this.#context.log('error', 'change-held', { broadcast: this.#job.broadcast, problem });
    await this.#note(problem);
    return { kind: 'nothing' };
  }

  async #note(problem: PauseProblem | undefined): Promise<void> {
    const { tenant, broadcast: id } = this.#job;
    await changeBroadcast(this.#context, tenant, id, (broadcast) => {
      const { change } = broadcast;
      if (!change || change.n !== this.#change.n || change.problem === problem) return undefined;
      // What was given up meanwhile keeps what it was given up for.
      if (change.stoppedAt !== undefined) return undefined;
      const { problem: _, heldSince = this.#context.now(), ...rest } = change;
      return { ...broadcast, change: { ...rest, ...(problem && { problem, heldSince }) } };
    });
  }
}
