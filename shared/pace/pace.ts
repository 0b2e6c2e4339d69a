import type { Context } from '../context.ts';
import { type Gate, outage, PROBE, recovered, throttle } from './gate.ts';
import { paceLimits } from './gate-store.ts';
import { GateView } from './gate-view.ts';
import { TokenPool } from './token-pool.ts';
import { type Grant, inOrderOfTurn, type Share, type Token, type Waiter } from './turns.ts';

/** So many requests in a row without an answer mean that Teams is out. */
const OUTAGE_AFTER = 10;
/** A claim is worth its write, and its wait for answers, from so many seconds' worth of tokens. */
const WORTH = 0.7;
/** What a process may have in doubt when it dies, seconds of the configured rate. Two to three are usual; to allow
 * less would make more, smaller waves: at four a twentieth more storage operations, at three a third more. */
const IN_DOUBT = 4.5;
/** A wave whose claim took long is late, and beside other processes on top of their slots: not by more than this, ms. */
const LATEST = 200;
/** A job that has waited for its turn for so many times as long as one waits inside a function goes back to the queue. */
const TURNS = 2;

/**
 * The pace of one tenant in this process: the pool of tokens that its jobs share, filled by one reservation at a time.
 * A token is the right to send one request at its slot; tokens come from the gate and from nowhere else.
 */
export class Pace {
  readonly #context: Context;
  readonly #tenant: string;
  readonly #gate: GateView;
  readonly #pool: TokenPool;
  readonly #shares = new Set<Share>();
  #waiters: Waiter[] = [];
  #pumping = false;
  #nudge = new AbortController();
  /** Requests in a row that nobody answered. */
  #silence = 0;
  /** Since when Teams has answered nothing but 429 (monotonic, ms). */
  #stormSince: number | undefined;
  #recovering = false;
  /** Teams asked this process to be silent until then (monotonic, ms): that holds even if the gate gets lost. */
  #quietUntil = Number.NEGATIVE_INFINITY;
  /** The newest episode in which Teams took a request of this process. */
  #heard = 0;
  #lastRequest = Number.NEGATIVE_INFINITY;

  constructor(context: Context, tenant: string) {
    this.#context = context;
    this.#tenant = tenant;
    this.#gate = new GateView(context, tenant);
    this.#pool = new TokenPool(context.clock, () => this.#gate.isAlone());
    context.stopping.addEventListener('abort', () => this.#nudge.abort());
  }

  /** A job begins to send a shard. Tokens are reserved ahead for as many requests as its shares want. */
  join(share: Share): void {
    this.#shares.add(share);
  }

  leave(share: Share): void {
    this.#shares.delete(share);
  }

  /** A share will want tokens soon. */
  expect(share: Share, wants: number): void {
    share.wants = wants;
    this.#pump();
  }

  /**
   * Waits for tokens: up to `want`, and not fewer than is worth a claim unless fewer are wanted, so that a claim
   * is worth its write.
   * @throws {StorageUnavailable}
   */
  take(share: Share, want: number): Promise<Grant> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ share, want, since: this.#context.clock.monotonic(), reservations: 0, resolve, reject });
      this.#pump();
    });
  }

  /** As {@link take}, but only what is in hand this instant; none rather than too few. */
  takeInHand(share: Share, want: number): readonly Token[] {
    if (this.#context.stopping.aborted || this.#gate.isBlocked(share) || want === 0) return [];
    const taken = this.#draw(share, want, this.#worthClaiming());
    this.#pump();
    return taken;
  }

  /**
   * Waits for a token's slot.
   * @param deadline nothing may be posted from then on (monotonic)
   * @returns whether the request may go out now; if not, the token is void
   */
  async slot(token: Token, deadline: number): Promise<boolean> {
    const { clock, stopping } = this.#context;
    await clock.sleep(token.slot - clock.monotonic(), stopping);
    if (!this.#pool.isAlive(token)) return false;
    if (!this.#gate.isAlone() && clock.monotonic() - token.slot > LATEST) return false;
    // A slot that was missed must not make two streams out of one: requests keep their distance, whenever they are sent.
    const next = Math.max(clock.monotonic(), this.#lastRequest + token.interval);
    this.#lastRequest = next;
    await clock.sleep(next - clock.monotonic(), stopping);
    const posted = clock.monotonic();
    return !stopping.aborted && posted >= this.#quietUntil && posted < deadline && this.#pool.isAlive(token);
  }

  /** A request of this token was answered 429: everybody pauses, unless the episode has been counted. */
  throttled(token: Token, retryAfter: number | undefined): void {
    const { clock, timing } = this.#context;
    this.#stormSince ??= clock.monotonic();
    const { gen, interval, sent } = token;
    const refusal = { gen, rate: 1000 / interval, sent, retryAfter };
    this.#episode(token, (gate, now) =>
      throttle(
        gate,
        { ...refusal, heard: this.#heard, alone: this.#gate.isAlone(gate) },
        now,
        this.#context.random(),
        paceLimits(this.#context),
      ),
    );
    // Whatever the gate knows of it by then: who was asked to be silent is, for as long as anybody was asked.
    const asked = clock.monotonic() + Math.min(retryAfter ?? 0, timing.throttlePauseMax);
    this.#quietUntil = Math.max(this.#quietUntil, asked);
  }

  /** A request of this token was not answered, or by a failure of the service itself. */
  unanswered(token: Token): void {
    this.#silence++;
    if (this.#silence < (this.#gate.isOut ? PROBE : OUTAGE_AFTER)) return;
    this.#episode(token, (gate, now) =>
      outage(gate, token.gen, now, this.#context.random(), paceLimits(this.#context)),
    );
  }

  /** Teams answered, whatever it said. */
  answered(token: Token): void {
    this.#silence = 0;
    this.#stormSince = undefined;
    this.#heard = Math.max(this.#heard, token.gen);
    if (this.#recovering || !this.#gate.isProbing) return;
    this.#recovering = true;
    this.#change((gate, now) => recovered(gate, token.gen, now));
  }

  /** Who is blocked is sent away; but not on old knowledge: a broadcast that was resumed must find the gate open. */
  async #sendBlockedAway(): Promise<void> {
    if (!this.#waiters.some((waiter) => this.#gate.isBlocked(waiter.share))) return;
    await this.#gate.refresh();
    for (const waiter of [...this.#waiters]) {
      if (this.#gate.isBlocked(waiter.share)) this.#settle(waiter, { kind: 'blocked' });
    }
  }

  /** Fills the pool and hands out what is in it for as long as anybody wants tokens. */
  #pump(): void {
    this.#nudge.abort();
    if (this.#pumping) return;
    this.#pumping = true;
    this.#run()
      .catch((error: unknown) => {
        for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
      })
      .finally(() => {
        this.#pumping = false;
        if (this.#waiters.length > 0) this.#pump();
      });
  }

  async #run(): Promise<void> {
    const { clock, stopping } = this.#context;
    while (this.#waiters.length > 0 || this.#shortage() > 0) {
      if (stopping.aborted) return this.#dismiss({ kind: 'stopping' });
      this.#nudge = new AbortController();
      this.#sendAway();
      await this.#sendBlockedAway();
      let wait = this.#serve();
      const shortage = this.#shortage();
      if (shortage > 0) {
        const again = await this.#reserve(shortage);
        if (again === 0) continue;
        if (again > this.#context.timing.waitInside) return this.#dismiss({ kind: 'later', ms: again });
        wait = Math.min(wait, again);
      }
      if (this.#waiters.length === 0 && this.#shortage() === 0) return;
      // Tokens in hand may die meanwhile: look again after a second at the latest.
      await clock.sleep(Math.min(wait, 1_000), this.#nudge.signal);
    }
  }

  #dismiss(grant: Grant): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(grant);
  }

  /** Who waits for too long makes room for other tenants; in a long storm everybody does, however short its pauses are. */
  #sendAway(): void {
    const { clock, timing } = this.#context;
    const { pause } = this.#gate;
    const storm = clock.monotonic() - (this.#stormSince ?? Number.POSITIVE_INFINITY);
    if (pause > 0 && storm >= timing.waitInside) this.#dismiss({ kind: 'later', ms: pause });
    const longest = TURNS * timing.waitInside;
    for (const waiter of [...this.#waiters]) {
      if (clock.monotonic() - waiter.since >= longest) this.#settle(waiter, { kind: 'later', ms: timing.waitInside });
    }
  }

  /** Hands tokens to who waits, in turn. @returns how long until somebody else's turn may have come, ms */
  #serve(): number {
    this.#pool.discardDead();
    for (const waiter of inOrderOfTurn(this.#waiters)) {
      const { first } = this.#pool;
      if (first && !waiter.share.begun && this.#othersUnderWay()) {
        const early = first.slot - this.#context.timing.handOver - this.#context.clock.monotonic();
        if (early > 0) return early;
      }
      // What is in the pool dies while more is reserved: who has been reserved for twice takes what there is.
      const least = waiter.reservations < 2 ? this.#worthClaiming() : 1;
      const tokens = this.#draw(waiter.share, waiter.want, least);
      if (tokens.length === 0) return Number.POSITIVE_INFINITY;
      this.#settle(waiter, { kind: 'tokens', tokens });
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Takes tokens from the pool, as far as there is room for more whose outcome is open. */
  #draw(share: Share, want: number, least: number): readonly Token[] {
    const tokens = this.#pool.draw(share, Math.min(want, this.#room()), Math.min(want, least));
    share.inHand += tokens.length;
    return tokens;
  }

  /** How many more may be on their way or about to be, of all that would be in doubt if this process died now. */
  #room(): number {
    let doubtful = 0;
    for (const { inHand, open } of this.#shares) doubtful += inHand + open;
    return Math.max(0, Math.floor(IN_DOUBT * this.#context.rate) - doubtful);
  }

  #settle(waiter: Waiter, grant: Grant): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    waiter.resolve(grant);
  }

  /** A shard under way will soon want tokens for its next wave, and can claim it in the write that closes this one. */
  #othersUnderWay(): boolean {
    const waiting = new Set(this.#waiters.map((waiter) => waiter.share));
    return [...this.#shares].some((share) => share.begun && share.left > 0 && !waiting.has(share));
  }

  /** So many tokens at least are handed out; of a probe, what it brings. */
  #worthClaiming(): number {
    return this.#gate.isProbing ? 1 : Math.max(1, Math.floor(this.#gate.rate * WORTH));
  }

  /**
   * How many tokens to reserve now: never more than a reservation's worth ahead. Alone at the gate, for who will soon
   * want them too, so that a record can claim; beside other processes only for who waits: tokens that lie in a pool
   * past their slots are lost to the others, or come on top of theirs.
   */
  #shortage(): number {
    let wanted = 0;
    const alone = this.#gate.isAlone();
    const waiting = new Set(this.#waiters.map((waiter) => waiter.share));
    for (const share of this.#shares) {
      if (!this.#gate.isBlocked(share) && (alone || waiting.has(share))) wanted += share.wants;
    }
    const short = Math.min(wanted, this.#room()) - this.#pool.size;
    return this.#pool.size >= this.#worthClaiming() ? 0 : Math.max(0, short);
  }

  /** One reservation. @returns 0 when the pool or what is known has changed, else how long to wait, ms */
  async #reserve(want: number): Promise<number> {
    const reserved = await this.#gate.reserve(want, this.#heard);
    if ('wait' in reserved) return reserved.wait;
    for (const waiter of this.#waiters) waiter.reservations++;
    for (const token of reserved.tokens) this.#pool.add(token);
    return 0;
  }

  #episode(token: Token, change: (gate: Gate, now: number) => Gate | undefined): void {
    if (!this.#pool.endEpisode(token.gen)) return;
    this.#silence = 0;
    this.#change(change);
  }

  /** Writes the gate beside the sending: no record waits for it. Unwritten, the next answer of its kind tries again. */
  #change(change: (gate: Gate, now: number) => Gate | undefined): void {
    this.#gate
      .change(change)
      .catch((error: unknown) => {
        this.#pool.forgetEpisodes();
        this.#context.log('warn', 'gate-not-written', { tenant: this.#tenant, error: String(error) });
      })
      .finally(() => {
        this.#recovering = false;
        this.#pump();
      });
  }
}
