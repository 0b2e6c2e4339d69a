import { timing } from '../../../shared/pace/timing.ts';
import type { Machine } from '../machine.ts';
import type { Asked, Post, Witness } from '../reach/witness.ts';
import { type Scenario, storageIsFair } from '../scenario.ts';
import { TENANT } from '../tenant.ts';
import type { BroadcastWatch } from './broadcast-watch.ts';
import { Pauses } from './pauses.ts';
import type { ShardWatch } from './shard-watch.ts';
import { TimesWatch } from './times-watch.ts';
import type { Verdicts } from './verdicts.ts';

/** What a sender may not do while time passes: post unclaimed, post twice, post after a cancel, post too fast. */
export class SendWatch {
  readonly #verdicts: Verdicts;
  readonly #scenario: Scenario;
  readonly #witness: Witness;
  readonly #shards: ShardWatch;
  readonly #broadcasts: BroadcastWatch;
  readonly pauses = new Pauses();
  /** As a pause, of the whole tenant. */
  readonly stops = new Pauses();
  readonly times: TimesWatch;
  /** When a cancel of each message was first answered, in the run it was for. */
  readonly #canceled = new Map<string, { readonly at: number; after: number }>();
  readonly #recalled = new Map<string, number>();
  readonly #edited = new Map<string, { readonly version: number; readonly at: number }>();
  readonly #windows: readonly Window[];
  /** Those of the messages with a rate of their own. */
  readonly #own: ReadonlyMap<string, readonly Window[]>;
  /** When anybody was last answered 429, and until when who heard it was asked to be quiet. */
  #lastThrottled = Number.NEGATIVE_INFINITY;
  #quiet: { readonly machine: Machine; readonly from: number; readonly until: number } | undefined;

  constructor(
    verdicts: Verdicts,
    scenario: Scenario,
    witness: Witness,
    shards: ShardWatch,
    broadcasts: BroadcastWatch,
  ) {
    this.#verdicts = verdicts;
    this.#scenario = scenario;
    this.#witness = witness;
    this.#shards = shards;
    this.#broadcasts = broadcasts;
    this.times = new TimesWatch(verdicts, scenario);
    const windows = (rate: number, late: number) =>
      STRETCHES.map((ms) => new Window(ms, budgetOf(scenario, rate, ms, late)));
    this.#windows = windows(scenario.rate, LATE);
    const limited = scenario.undertakings.filter(({ maxRate }) => maxRate !== undefined);
    this.#own = new Map(limited.map(({ text, maxRate }) => [text, windows(maxRate!, LATE_ALONE)]));
  }

  /** A cancel was answered: the promise begins. */
  canceled(text: string, at: number): void {
    if (!this.#canceled.has(text)) this.#canceled.set(text, { at, after: 0 });
  }

  /** A recall was answered: as a cancel, and no retry takes it back. */
  recalled(text: string, at: number): void {
    if (!this.#recalled.has(text)) this.#recalled.set(text, at);
  }

  /** An edit was answered: who is sent from now on gets this version. */
  edited(text: string, version: number, at: number): void {
    if ((this.#edited.get(text)?.version ?? 1) < version) this.#edited.set(text, { version, at });
  }

  /** A retry was asked for: the cancel before it is over. @returns to be called when it is answered */
  retried(text: string): () => void {
    this.#canceled.delete(text);
    return this.pauses.resume(text);
  }

  isUrgent(text: string): boolean {
    return this.#scenario.undertakings.some((one) => one.urgent && one.text === text);
  }

  requested(asked: Asked): void {
    // A machine that is frozen between looking at the clock and sending does not know that its slot is over.
    if (wasFrozen(asked, 0)) return;
    const quiet = this.#quiet;
    if (quiet?.machine === asked.machine && asked.at > quiet.from && asked.at < quiet.until) {
      this.#verdicts.blame('too-fast', `A request ${quiet.until - asked.at} ms before Retry-After was over`);
    }
    for (const window of this.#windows) {
      const most = window.count(asked.at);
      if (most > window.most) {
        this.#verdicts.blame('too-fast', `${most} requests in ${window.ms} ms at ${this.#scenario.rate} a second`);
      }
    }
  }

  /** Who is told to wait, and is the first, sends nothing until then, if nothing keeps it from telling the gate. */
  told429({ at, machine }: Asked, retryAfter: number | undefined): void {
    const first = at - this.#lastThrottled > EPISODE;
    this.#lastThrottled = at;
    if (!first || retryAfter === undefined || !storageIsFair(this.#scenario) || mayFreeze(this.#scenario)) return;
    this.#quiet = { machine, from: at + 1, until: at + Math.min(retryAfter, timing.throttlePauseMax) - 1 };
  }

  posted(post: Post): void {
    const { text, user, sent, machine } = post;
    const ids = this.#broadcasts.idsOf(text);
    const states = ids.map((id) => this.#shards.delivery(id, user)?.state);
    const frozen = wasFrozen({ at: sent, machine }, timing.waveLife);
    if (!states.includes('sending') && !frozen) {
      this.#verdicts.blame('unclaimed', `${user} was posted ${text} while ${states.join() || 'not planned'}`);
    }
    this.times.posted(post, frozen);
    const waits = this.#scenario.undertakings.some((one) => one.text === text && one.releaseAfter !== undefined);
    if (waits && ids.some((id) => this.#broadcasts.releasedVersion(id) === undefined)) {
      this.#verdicts.blame('unreleased', `${user} was posted ${text}, which nobody has released`);
    }
    if (!frozen) this.#pace(text, sent);
    const paused = this.pauses.since(text);
    if (paused !== undefined && sent > paused + timing.tokenLife && !frozen) {
      this.#verdicts.blame('after-cancel', `${user} was posted ${text} ${sent - paused} ms after it was paused`);
    }
    const stopped = this.stops.since(TENANT);
    if (stopped !== undefined && sent > stopped + timing.tokenLife && !frozen) {
      this.#verdicts.blame('after-cancel', `${user} was posted ${text} ${sent - stopped} ms after all was stopped`);
    }
    this.#checkChanges(post, frozen);
    const canceled = this.#canceled.get(text);
    if (!canceled || sent <= canceled.at) return;
    if (sent > canceled.at + timing.tokenLife && !wasFrozen({ at: sent, machine }, timing.waveLife)) {
      this.#verdicts.blame('after-cancel', `${user} was posted ${text} ${sent - canceled.at} ms after the answer`);
    }
    canceled.after++;
    if (canceled.after > 2 * this.#scenario.rate + 2) {
      this.#verdicts.blame('after-cancel', `${canceled.after} were posted ${text} after the answer`);
    }
  }

  #pace(text: string, sent: number): void {
    for (const window of this.#own.get(text) ?? []) {
      const most = window.count(sent);
      if (most > window.most) {
        const allowed = window.most.toFixed(1);
        this.#verdicts.blame('over-its-rate', `${most} of ${text} in ${window.ms} ms, where ${allowed} are allowed`);
      }
    }
  }

  #checkChanges({ text, says, user, sent }: Post, frozen: boolean): void {
    const recalled = this.#recalled.get(text) ?? Number.POSITIVE_INFINITY;
    if (sent > recalled + timing.tokenLife && !frozen) {
      this.#verdicts.blame('after-cancel', `${user} was posted ${text} ${sent - recalled} ms after it was recalled`);
    }
    const edited = this.#edited.get(text);
    const id = this.#broadcasts.idsOf(text)[0]!;
    if (!edited || sent <= edited.at + timing.tokenLife || frozen) return;
    if (this.#broadcasts.versionOf(id, says) < edited.version) {
      this.#verdicts.blame('old-version', `${user} was posted ${says} ${sent - edited.at} ms after a later edit`);
    }
  }

  accepted({ text, user }: Post): void {
    const received = this.#witness.received(text, user);
    if (received < 2) return;
    const id = this.#broadcasts.idsOf(text)[0]!;
    if (this.#broadcasts.row(id)?.onUncertain === 'retry') return;
    const allowed = 1 + this.#shards.doubtfulRetries(id, user);
    if (received > allowed) this.#verdicts.blame('told-twice', `${user} has ${text} ${received} times under hold`);
  }

  /** What was sent in its newest version is not edited; an edit whose answer was lost may be made again. */
  edits(user: string, target: string, says: string): void {
    const message = this.#witness.teams.received(user).find(({ activityId }) => activityId === target);
    if (!message || message.updates.length > 0 || message.activity.text !== says) return;
    this.#verdicts.blame('edited-in-vain', `${user} was sent ${says}, and has it edited to the same`);
  }
}

/**
 * What may be sent in any stretch of so long: what the rate allows, and what the clocks make of it. A message may leave
 * late, two machines whose clocks differ reserve the same time beside each other, and each begins with a slot of its own.
 * @param own the rate that is looked at: the tenant's, or a broadcast's, whose requests follow on each other as the tenant's
 */
function budgetOf({ rate, skew, instances }: Scenario, own: number, ms: number, late: number): number {
  return (own * ms + rate * (late + 2 * skew)) / 1_000 + instances;
}

/**
 * How late a message may leave after its slot, ms (shared/pace). A process that is alone may be later: that keeps its
 * requests apart, but not those of one second from those of another.
 */
const [LATE, LATE_ALONE] = [100, 200];

/** In any stretch so long, ms. */
const STRETCHES = [1_000, 10_000];

/** Answers of 429 that come within this belong to one episode, whose first one counts, ms. */
const EPISODE = 20_000;

const mayFreeze = ({ weather, strikes }: Scenario): boolean =>
  weather.machine.freeze > 0 || strikes.some(({ what }) => what === 'freeze');

function wasFrozen({ at, machine }: Asked, within: number): boolean {
  const { from, until } = machine.lastFreeze;
  return until > 0 && from <= at && until + within >= at;
}

/** Counts what happens within any stretch of so long. */
class Window {
  readonly ms: number;
  readonly most: number;
  #times: number[] = [];

  constructor(ms: number, most: number) {
    this.ms = ms;
    this.most = most;
  }

  count(now: number): number {
    this.#times.push(now);
    while (this.#times[0]! <= now - this.ms) this.#times.shift();
    return this.#times.length;
  }
}
