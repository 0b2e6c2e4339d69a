import type { Context } from '../context.ts';
import { type Blocked, isBlocked } from './blocked.ts';
import { type Gate, isProbing, LIMITED_AHEAD, reserve } from './gate.ts';
import { changeGate, type HeldGate, paceLimits, readGate, writeGate } from './gate-store.ts';
import { type Demand, takesAll } from './lanes.ts';
import type { Share, Token } from './turns.ts';

/** Knowing from the gate that a broadcast is blocked is enough for so long, ms. */
const FRESH = 1_000;
/** Who has lost a reservation to another process shares the gate for so long, ms: in a storm they do not meet there. */
const SHARED = 180_000;
/** Who looks for its place between the reservations of others does so every so often, ms. */
const LOOK = 250;
/** How much of the slowest write still counts after a faster one. */
const FORGET = 0.9;
/** How much of what may be reserved ahead is lead at most. */
const MOST_LEAD = 0.8;
/** A reservation is made so long before its tokens are handed out, and the storage's way more, ms: later ones know more. */
const EARLY = 300;
/** And so much later by whoever reserved last, where other processes do too; so much sooner by who lost to one of them. */
const YIELDING = 150;

/** What came of a reservation: its tokens, or how long to wait before the next, ms; 0: at once. */
export type Reserved = { readonly tokens: readonly Token[] } | { readonly wait: number };

/** A tenant's gate as this process knows it, and what it reserves there. */
export class GateView {
  readonly #context: Context;
  readonly #tenant: string;
  #held: HeldGate | undefined;
  /** Who may not send, as far as this process has heard, and when it heard (monotonic, ms). */
  #blocked: Blocked = {};
  #edits: Gate['edits'] = {};
  #learnedAt = Number.NEGATIVE_INFINITY;
  /** When it heard, by the service's clock. */
  #learnedThen = 0;
  /** Others may have been at the gate since it was heard of: it is looked at before the next reservation. */
  #isOld = false;
  /** The last reservation was granted. */
  #wasLast = false;
  /** Reservations in a row that were not granted for want of an answer, or to another process. */
  #failures = 0;
  /** What the gate was reserved up to when a reservation at it was refused: whether by another one only the next look tells. */
  #refusedAt: number | undefined;
  /** When another process was last seen to have reserved (monotonic, ms). */
  #lostAt = Number.NEGATIVE_INFINITY;
  /** How long storage takes for the gate, ms: the slowest of late. */
  #way = 0;

  constructor(context: Context, tenant: string) {
    this.#context = context;
    this.#tenant = tenant;
  }

  /** The rate of the last reservation known, requests a second. */
  get rate(): number {
    return this.#held?.gate.rate ?? this.#context.rate;
  }

  /** For how long nobody may send yet, ms; not above 0: one may. */
  get pause(): number {
    return (this.#held?.gate.pauseUntil ?? 0) - this.#context.now();
  }

  /** For how long the pace is left to urgent work yet, ms; not above 0: it is not. */
  get urgentFor(): number {
    return (this.#held?.gate.urgentUntil ?? 0) - this.#context.now();
  }

  /** Teams takes nothing, for all one knows. */
  get isProbing(): boolean {
    return this.#held !== undefined && isProbing(this.#held.gate);
  }

  /** Teams answers nobody, for all one knows. */
  get isOut(): boolean {
    return (this.#held?.gate.outages ?? 0) > 0;
  }

  /** Whether no other process reserves at the gate, for all one knows. */
  isAlone(): boolean {
    return this.#context.clock.monotonic() - this.#lostAt > SHARED;
  }

  /** Compares a gate as it stands with what is known of it: another process may have reserved at it since this one did. */
  noticeOthers(gate: Gate): void {
    const known = this.#held?.gate.tat ?? this.#refusedAt;
    if (known !== undefined && gate.tat !== known) this.#lostAt = this.#context.clock.monotonic();
  }

  /** So long before its slot a token is handed out, ms: enough for the claim to be written. */
  get handOver(): number {
    return Math.max(this.#context.timing.handOver, this.#lead());
  }

  /** The newest version of a broadcast's message this process has heard of. */
  versionOf(broadcast: string): number {
    return this.#edits[broadcast] ?? 1;
  }

  isBlocked(share: Share): boolean {
    return isBlocked(this.#blocked, share.broadcast, share.run);
  }

  /** Looks again who is blocked, unless it was heard just now. @throws {StorageUnavailable} */
  async refresh(): Promise<void> {
    if (this.#context.clock.monotonic() - this.#learnedAt > FRESH) await this.#read();
  }

  /**
   * One reservation of up to `want` requests.
   * @param heard the newest episode in which this process has seen Teams take a request
   * @param needed when it is needed if its slots are not (monotonic, ms): what is in hand is too little for a claim
   * @param demand who wants them
   * @throws {StorageUnavailable}
   */
  async reserve(want: number, heard: number, needed: number, demand: Demand): Promise<Reserved> {
    const context = this.#context;
    const { gate, etag } = await this.#current(demand, needed);
    const sent = context.clock.monotonic();
    const now = context.now();
    const early = this.#earlyFor(gate, needed);
    // Not so urgent work that bulk does not know of yet, nor who has a rate of their own: others would always be faster.
    const isPressed = demand.limited || (takesAll(demand) && gate.urgentUntil <= now);
    if (early > 0 && gate.pauseUntil < gate.tat && !isPressed) return { wait: Math.max(1, early) };
    const limits = { ...paceLimits(context), reserveLead: this.#lead() };
    const reservation = reserve(gate, want, now, heard, limits, demand);
    if (reservation.kind === 'later') {
      return { wait: Math.max(1, Math.min(reservation.at - now, this.#lookAgain(gate, now, demand))) };
    }
    // What was not answered is not granted: its tokens are burnt, and the gate is read anew.
    const written = await writeGate(context, this.#tenant, reservation.gate, etag);
    if (typeof written === 'string') {
      this.#held = undefined;
      this.#wasLast = false;
      if (written === 'refused') this.#refusedAt = gate.tat;
      // Another process was faster: once is nothing. Again, or no answer at all: not at once.
      this.#failures += written === 'refused' ? 1 : 2;
      if (this.#failures === 1) return { wait: 0 };
      return { wait: Math.min(2_000, 10 * 2 ** this.#failures) * (0.5 + context.random()) };
    }
    this.#learn(written);
    this.#failures = 0;
    this.#wasLast = true;
    this.#took(sent);
    const { rate, gen, blocked } = reservation.gate;
    const before = reservation.gate.sent - reservation.requests / rate;
    const first = sent + (reservation.start - now);
    const expires = sent + context.timing.tokenLife;
    const interval = 1000 / rate;
    const token = (_: unknown, i: number): Token => ({
      ...{ slot: first + i * interval, expires, gen, interval, blocked, only: demand.limited?.broadcast },
      sent: before + i / rate,
    });
    return { tokens: Array.from({ length: reservation.requests }, token) };
  }

  /**
   * Who has a rate of its own takes its place between the reservations of others, and where other processes make them only
   * a look tells when there is one.
   * @returns how long until it may be there, ms
   */
  #lookAgain({ paced }: Gate, now: number, { limited }: Demand): number {
    if (!limited || this.isAlone()) return Number.POSITIVE_INFINITY;
    const early = (paced[limited.broadcast]?.next ?? 0) - LIMITED_AHEAD * this.#context.timing.reserveAhead - now;
    if (early > 0) return early;
    this.#isOld = true;
    return LOOK;
  }

  /**
   * The gate as far as it must be known to reserve. Whoever reserved last looks first whether another process has been there
   * since: that costs less than to be refused.
   */
  async #current(demand: Demand, needed: number): Promise<HeldGate> {
    const held = this.#isOld || this.#isStale(demand) ? undefined : this.#held;
    if (!held || (this.#yields && this.#earlyFor(held.gate, needed) <= 0)) return await this.#read();
    return held;
  }

  /** Beside other processes whoever reserved last lets them be first: clocks differ, and the same one would be always. */
  get #yields(): boolean {
    return this.#wasLast && !this.isAlone();
  }

  /** How long until it is time to reserve, ms; not above 0: it is. */
  #earlyFor({ tat }: Gate, needed: number): number {
    const { clock, timing, now } = this.#context;
    // Who always wins knows of nobody to yield to: so a loser comes sooner the next time.
    const turn = this.#yields ? -YIELDING : this.#failures > 0 ? YIELDING : 0;
    const ahead = Math.min(this.handOver + EARLY + turn, timing.reserveAhead);
    return Math.min(tat - now(), needed - clock.monotonic()) - ahead;
  }

  /** Changes the gate under its ETag. @throws {StorageUnavailable} */
  async change(change: (gate: Gate, now: number) => Gate | undefined): Promise<void> {
    this.#learn(await changeGate(this.#context, this.#tenant, (gate) => change(gate, this.#context.now())));
  }

  /** So far ahead slots must begin at least, ms: until then the reservation is written, and then the claim. */
  #lead(): number {
    const { reserveLead, reserveAhead } = this.#context.timing;
    return Math.min(Math.max(reserveLead, 2 * this.#way), MOST_LEAD * reserveAhead);
  }

  /** Whether urgent work that had the pace when the gate was last heard of still has it, nobody can know without a look. */
  #isStale({ urgent }: Demand): boolean {
    const until = this.#held?.gate.urgentUntil ?? 0;
    return !urgent && until > this.#learnedThen && until <= this.#context.now();
  }

  async #read(): Promise<HeldGate> {
    const asked = this.#context.clock.monotonic();
    const held = await readGate(this.#context, this.#tenant);
    this.#took(asked);
    if (held.gate.tat !== this.#held?.gate.tat) this.#wasLast = false;
    this.noticeOthers(held.gate);
    return this.#learn(held);
  }

  #took(since: number): void {
    this.#way = Math.max(this.#context.clock.monotonic() - since, FORGET * this.#way);
  }

  #learn(held: HeldGate): HeldGate {
    this.#isOld = false;
    this.#refusedAt = undefined;
    this.#held = held;
    this.#blocked = held.gate.blocked;
    this.#edits = held.gate.edits;
    this.#learnedAt = this.#context.clock.monotonic();
    this.#learnedThen = this.#context.now();
    return held;
  }
}
