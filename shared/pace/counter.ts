import type { Context } from '../context.ts';
import type { Answers } from './answers.ts';
import type { Doubt } from './doubt.ts';
import type { GateView } from './gate-view.ts';
import type { TokenPool } from './token-pool.ts';
import { type Grant, inOrderOfTurn, type Share, type Token, type Waiter } from './turns.ts';

/** A claim is worth its write from so many seconds' worth of tokens. */
const WORTH = 0.7;
/** A job that has waited for its turn for so many times as long as one waits inside a function goes back to the queue. */
const TURNS = 2;

/** Where the jobs of a tenant queue for tokens: reserves them for who waits, and hands them out in turn. */
export class Counter {
  readonly #context: Context;
  readonly #gate: GateView;
  readonly #pool: TokenPool;
  readonly #doubt: Doubt;
  readonly #answers: Answers;
  #waiters: Waiter[] = [];
  #pumping = false;
  #nudge = new AbortController();

  constructor(context: Context, gate: GateView, pool: TokenPool, doubt: Doubt, answers: Answers) {
    this.#context = context;
    this.#gate = gate;
    this.#pool = pool;
    this.#doubt = doubt;
    this.#answers = answers;
    context.stopping.addEventListener('abort', () => this.#nudge.abort());
  }

  /** @throws {StorageUnavailable} */
  take(share: Share, want: number): Promise<Grant> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ share, want, since: this.#context.clock.monotonic(), reservations: 0, resolve, reject });
      this.look();
    });
  }

  /** Something has changed that somebody may have waited for. */
  look(): void {
    this.#nudge.abort();
    if (this.#pumping || this.#waiters.length === 0) return;
    this.#pumping = true;
    this.#run()
      .catch((error: unknown) => {
        for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
      })
      .finally(() => {
        this.#pumping = false;
        this.look();
      });
  }

  /** Fills the pool and hands out what is in it for as long as anybody waits. */
  async #run(): Promise<void> {
    const { clock, stopping, timing } = this.#context;
    while (this.#waiters.length > 0) {
      if (stopping.aborted) return this.#dismiss({ kind: 'stopping' });
      this.#nudge = new AbortController();
      this.#sendAway();
      await this.#sendBlockedAway();
      let wait = this.#serve();
      const shortage = this.#shortage();
      if (shortage > 0) {
        const again = await this.#reserve(shortage);
        if (again === 0) continue;
        if (again > timing.waitInside) return this.#dismiss({ kind: 'later', ms: again });
        wait = Math.min(wait, again);
      }
      // Tokens in hand may die meanwhile: look again after a second at the latest.
      if (this.#waiters.length > 0) await clock.sleep(Math.min(wait, 1_000), this.#nudge.signal);
    }
  }

  #dismiss(grant: Grant): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(grant);
  }

  /** Who is blocked is sent away; but not on old knowledge: a broadcast that was resumed must find the gate open. */
  async #sendBlockedAway(): Promise<void> {
    if (!this.#waiters.some((waiter) => this.#gate.isBlocked(waiter.share))) return;
    await this.#gate.refresh();
    for (const waiter of [...this.#waiters]) {
      if (this.#gate.isBlocked(waiter.share)) this.#settle(waiter, { kind: 'blocked' });
    }
  }

  /** Who waits for too long makes room for other tenants; in a long storm everybody does, however short its pauses are. */
  #sendAway(): void {
    const { clock, timing } = this.#context;
    const { pause } = this.#gate;
    if (pause > 0 && this.#answers.storm >= timing.waitInside) this.#dismiss({ kind: 'later', ms: pause });
    const longest = TURNS * timing.waitInside;
    for (const waiter of [...this.#waiters]) {
      if (clock.monotonic() - waiter.since >= longest) this.#settle(waiter, { kind: 'later', ms: timing.waitInside });
    }
  }

  /**
   * Hands tokens to who waits, in turn, and not long before their slots: who has claimed is in doubt until there is an
   * answer.
   * @returns how long until there is more to hand out, ms
   */
  #serve(): number {
    const { clock } = this.#context;
    this.#pool.discardDead();
    for (const waiter of inOrderOfTurn(this.#waiters)) {
      const early = (this.#pool.first?.slot ?? Number.POSITIVE_INFINITY) - this.#gate.handOver - clock.monotonic();
      if (early > 0) return Math.max(1, early);
      const tokens = this.#draw(waiter);
      if (tokens.length === 0) return Number.POSITIVE_INFINITY;
      this.#settle(waiter, { kind: 'tokens', tokens });
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Takes tokens from the pool, as far as there is room for more whose outcome is open; none rather than too few. */
  #draw({ share, want, reservations }: Waiter): readonly Token[] {
    const worth = Math.min(want, this.#worthClaiming());
    const room = this.#doubt.room(share);
    if (room < worth) {
      this.#doubt.makeRoom(share, worth - room);
      return [];
    }
    const most = Math.min(want, Math.max(1, Math.floor(this.#gate.rate)), room);
    // What is in the pool dies while more is reserved: who has been reserved for twice takes what there is.
    const tokens = this.#pool.draw(share, most, reservations < 2 ? worth : 1);
    share.inHand += tokens.length;
    return tokens;
  }

  #settle(waiter: Waiter, grant: Grant): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    waiter.resolve(grant);
  }

  /** So many tokens at least are handed out; of a probe, what it brings. */
  #worthClaiming(): number {
    return this.#gate.isProbing ? 1 : Math.max(1, Math.floor(this.#gate.rate * WORTH));
  }

  /** How many tokens to reserve now: a reservation's worth for who waits, and what can be claimed with. */
  #shortage(): number {
    if (this.#pool.size >= this.#worthClaiming()) return 0;
    let wanted = 0;
    for (const { share, want } of this.#waiters) if (!this.#gate.isBlocked(share)) wanted += want;
    return Math.max(0, Math.min(wanted, this.#doubt.most) - this.#pool.size);
  }

  /** One reservation. @returns 0 when the pool or what is known has changed, else how long to wait, ms */
  async #reserve(want: number): Promise<number> {
    const needed = this.#pool.first?.slot ?? Number.POSITIVE_INFINITY;
    const reserved = await this.#gate.reserve(want, this.#answers.heard, needed);
    if ('wait' in reserved) return reserved.wait;
    for (const waiter of this.#waiters) waiter.reservations++;
    for (const token of reserved.tokens) this.#pool.add(token);
    return 0;
  }
}
