import type { Machine } from '../../local/simulation/machine.ts';
import type { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { type Limiter, slidingWindows, tokenBucket } from '../../local/teams/limits/windows.ts';
import type { Teams, TeamsAnswer } from '../../shared/teams/teams.ts';

/** How Teams limits a tenant. */
export interface TrueLimit {
  readonly algorithm: 'sliding' | 'bucket';
  /** Requests a second. */
  readonly perSecond: number;
  /** Whether a 429 says when to come back: in whole seconds, rounded up. */
  readonly retryAfter: boolean;
}

/** The way to Teams takes so long, ms: an assumption; what it decides is decided on arrival. */
const THERE = [5, 25] as const;
/** From sending a message to its answer, ms. */
const ANSWER = [300, 1_500] as const;

/** Teams in virtual time: it keeps to its limit, and counts second by second what it took and what it refused. */
export class LimitedTeams {
  readonly accepted: number[] = [];
  readonly refused: number[] = [];
  /** Everything is answered 429 from and until then. */
  storm: { readonly from: number; readonly until: number } | undefined;
  readonly #time: VirtualTime;
  readonly #start: number;
  readonly #limiter: Limiter;
  readonly #limit: TrueLimit;
  readonly #there: readonly [number, number];

  constructor(time: VirtualTime, limit: TrueLimit, there: readonly [number, number] = THERE) {
    const rule = { requests: limit.perSecond, ms: 1_000 };
    this.#limiter = limit.algorithm === 'sliding' ? slidingWindows([rule]) : tokenBucket(rule);
    this.#limit = limit;
    this.#there = there;
    this.#time = time;
    this.#start = time.now;
  }

  /** Teams as a machine reaches it. */
  reachedBy(machine: Machine): Teams {
    const request = (id: string): Promise<TeamsAnswer> =>
      new Promise((resolve) => {
        const there = machine.travel(...this.#there);
        this.#time.after(there, () => {
          const wait = this.#wait();
          if (wait === 0) {
            this.#limiter.take(this.#time.now);
            machine.hear(machine.travel(...ANSWER) - there, () => resolve({ kind: 'accepted', id }));
          } else machine.hear(machine.travel(...this.#there), () => resolve(this.#refusal(wait)));
          this.#count(wait === 0 ? this.accepted : this.refused);
        });
      });
    return {
      send: ({ conversation }) => request(conversation),
      createConversation: ({ user }) => request(user),
      update: ({ activity }) => request(activity),
      remove: ({ activity }) => request(activity),
    };
  }

  #wait(): number {
    const { now } = this.#time;
    const stormy = this.storm && now >= this.storm.from && now < this.storm.until;
    return stormy ? 500 : this.#limiter.wait(now);
  }

  #refusal(wait: number): TeamsAnswer {
    const retryAfter = Math.ceil(wait / 1_000) * 1_000;
    return { kind: 'refused', status: 429, ...(this.#limit.retryAfter && { retryAfter }) };
  }

  #count(seconds: number[]): void {
    const second = Math.floor((this.#time.now - this.#start) / 1_000);
    seconds[second] = (seconds[second] ?? 0) + 1;
  }
}
