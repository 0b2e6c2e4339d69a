import type { Context } from '../context.ts';
import { Answers } from './answers.ts';
import { Counter } from './counter.ts';
import { Doubt } from './doubt.ts';
import { GateView } from './gate-view.ts';
import type { Pace } from './pace.ts';
import { TokenPool } from './token-pool.ts';
import type { Grant, Share, Token } from './turns.ts';

/**
 * A wave whose claim took long is late, and so are those behind it: not by more than this, ms. Beside other processes it
 * comes on top of their slots; and who seems to be alone may not be for long.
 */
const LATEST = 100;
const LATEST_ALONE = 200;

/** The pace of one tenant, by the tenant's gate. */
export class TenantPace implements Pace {
  readonly #context: Context;
  readonly #gate: GateView;
  readonly #pool: TokenPool;
  readonly #doubt: Doubt;
  readonly #answers: Answers;
  readonly #counter: Counter;
  #lastRequest = Number.NEGATIVE_INFINITY;

  constructor(context: Context, tenant: string) {
    this.#context = context;
    this.#gate = new GateView(context, tenant);
    this.#pool = new TokenPool(context.clock, () => this.#gate.isAlone());
    this.#doubt = new Doubt(context.rate);
    this.#answers = new Answers(context, tenant, this.#gate, this.#pool, () => this.#counter.look());
    this.#counter = new Counter(context, this.#gate, this.#pool, this.#doubt, this.#answers);
  }

  join(share: Share): void {
    this.#doubt.join(share);
  }

  leave(share: Share): void {
    this.#doubt.leave(share);
    this.#counter.look();
  }

  take(share: Share, want: number): Promise<Grant> {
    return this.#counter.take(share, want);
  }

  versionOf(broadcast: string): number {
    return this.#gate.versionOf(broadcast);
  }

  lessInDoubt(): void {
    this.#counter.look();
  }

  async slot(token: Token, deadline: number): Promise<boolean> {
    const { clock, stopping } = this.#context;
    await clock.sleep(token.slot - clock.monotonic(), stopping);
    if (!this.#pool.isAlive(token)) return false;
    // A slot that was missed must not make two streams out of one: requests keep their distance, whenever they are sent.
    const next = Math.max(clock.monotonic(), this.#lastRequest + token.interval);
    const latest = token.slot + (this.#gate.isAlone() ? LATEST_ALONE : LATEST);
    if (next > latest) return false;
    this.#lastRequest = next;
    await clock.sleep(next - clock.monotonic(), stopping);
    const posted = clock.monotonic();
    if (stopping.aborted || posted < this.#answers.quietUntil) return false;
    return posted <= latest && posted < deadline && this.#pool.isAlive(token);
  }

  throttled(token: Token, retryAfter: number | undefined): void {
    this.#answers.throttled(token, retryAfter);
  }

  unanswered(token: Token): void {
    this.#answers.unanswered(token);
  }

  answered(token: Token): void {
    this.#answers.answered(token);
  }
}
