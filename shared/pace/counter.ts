import type { Context } from '../context.ts';
import type { Answers } from './answers.ts';
import type { Doubt } from './doubt.ts';
import type { GateView } from './gate-view.ts';
import { type Demand, takesAll } from './lanes.ts';
import type { TokenPool } from './token-pool.ts';
import { type Grant, isOfLine, type Line, linesOf, type Share, type Token, type Waiter } from './turns.ts';

/** A claim is worth its write from so many seconds' worth of tokens. */
const WORTH = 0.7;
/** A job that has waited for its turn for so many times as long as one waits inside a function goes back to the queue. */
const TURNS = 2;
/** It comes back so soon, ms: behind whoever waits there, and before its chain is taken for dead. */
const SOON = 1_000;

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
      const { clock, random } = this.#context;
      const [since, patience] = [clock.monotonic(), 0.5 + random()];
      this.#waiters.push({ share, want, since, patience, reservations: 0, resolve, reject });
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
    const { clock, stopping } = this.#context;
    while (this.#waiters.length > 0) {
      if (stopping.aborted) return this.#dismiss({ kind: 'stopping' });
      this.#nudge = new AbortController();
      this.#sendAway();
      await this.#sendBlockedAway();
      this.#pool.discardDead();
      let wait = 1_000;
      for (const line of this.#lines()) wait = Math.min(wait, this.#serve(line));
      const again = await this.#reserveForAll();
      // Tokens in hand may die meanwhile: look again after a second at the latest.
      wait = Math.min(wait, again);
      if (wait > 0 && this.#waiters.length > 0) await clock.sleep(wait, this.#nudge.signal);
    }
  }

  #lines(): readonly Line[] {
    const { clock, timing } = this.#context;
    return linesOf(this.#waiters, clock.monotonic(), timing.waitInside);
  }

  #dismiss(grant: Grant, waiters: readonly Waiter[] = [...this.#waiters]): void {
    for (const waiter of waiters) this.#settle(waiter, grant);
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
    for (const waiter of [...this.#waiters]) {
      const isBehind = !waiter.share.demand.urgent && this.#gate.urgentFor > 0;
      const longest = TURNS * timing.waitInside * (isBehind ? waiter.patience : 1);
      if (clock.monotonic() - waiter.since >= longest) this.#settle(waiter, { kind: 'later', ms: SOON });
    }
  }

  /**
   * Hands tokens to who waits in a line, in turn, and not long before their slots: who has claimed is in doubt until there
   * is an answer. What bulk has reserved is urgent work's as long as there is any here.
   * @returns how long until there is more to hand out, ms
   */
  #serve({ demand, waiters }: Line): number {
    const { clock } = this.#context;
    if (!demand.urgent && this.#isBehindHere) return Number.POSITIVE_INFINITY;
    for (const waiter of waiters) {
      const { slot = Number.POSITIVE_INFINITY } = this.#pool.first(demand.limited?.broadcast) ?? {};
      const early = slot - this.#gate.handOver - clock.monotonic();
      if (early > 0) return Math.max(1, early);
      const tokens = this.#draw(waiter);
      if (tokens.length === 0) return Number.POSITIVE_INFINITY;
      this.#settle(waiter, { kind: 'tokens', tokens });
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Whether urgent work of this process is to have what there is: it waits, or is back in a moment. */
  get #isBehindHere(): boolean {
    if (this.#waiters.some(({ share }) => takesAll(share.demand))) return true;
    return this.#doubt.isUrgent && this.#gate.urgentFor > 0;
  }

  /** Takes tokens from the pool, as far as there is room for more whose outcome is open; none rather than too few. */
  #draw({ share, want, reservations }: Waiter): readonly Token[] {
    const worth = Math.min(want, this.#worthClaiming(share.demand));
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
  #worthClaiming({ limited }: Demand): number {
    const rate = Math.min(this.#gate.rate, limited?.maxRate ?? Number.POSITIVE_INFINITY);
    return this.#gate.isProbing ? 1 : Math.max(1, Math.floor(rate * WORTH));
  }

  /** How many tokens to reserve for a line now: a reservation's worth for who waits, and what can be claimed with. */
  #shortage({ demand, waiters }: Line): number {
    const size = this.#pool.size(demand.limited?.broadcast);
    // Urgent work that finds enough here reserves all the same: by that, bulk of other processes hears of it.
    const isNews = takesAll(demand) && this.#gate.urgentFor <= 0;
    if (size >= this.#worthClaiming(demand) && !isNews) return 0;
    let wanted = 0;
    for (const { share, want } of waiters) if (!this.#gate.isBlocked(share)) wanted += want;
    const lacking = Math.min(wanted, this.#doubt.most, demand.limited?.maxRate ?? wanted) - size;
    return Math.max(isNews && wanted > 0 ? 1 : 0, lacking);
  }

  /**
   * Reserves for the first line that lacks tokens and may reserve now; a line that would have to wait for long is sent away.
   * @returns 0 when the pool or what is known has changed, else how long to wait, ms
   */
  async #reserveForAll(): Promise<number> {
    let wait = Number.POSITIVE_INFINITY;
    for (const line of this.#lines()) {
      const shortage = this.#shortage(line);
      if (shortage === 0) continue;
      const again = await this.#reserve(line.demand, shortage);
      if (again === 0) return 0;
      if (again > this.#context.timing.waitInside) this.#dismiss({ kind: 'later', ms: again }, line.waiters);
      else wait = Math.min(wait, again);
    }
    return wait;
  }

  /** One reservation. @returns 0 when the pool or what is known has changed, else how long to wait, ms */
  async #reserve(demand: Demand, want: number): Promise<number> {
    const needed = this.#pool.first(demand.limited?.broadcast)?.slot ?? Number.POSITIVE_INFINITY;
    const reserved = await this.#gate.reserve(want, this.#answers.heard, needed, demand);
    if ('wait' in reserved) return reserved.wait;
    for (const waiter of this.#waiters) if (isOfLine(waiter.share, demand)) waiter.reservations++;
    for (const token of reserved.tokens) this.#pool.add(token);
    return 0;
  }
}
