import type { Context } from '../context.ts';
import { type Gate, outage, PROBE, recovered, throttle } from './gate.ts';
import { paceLimits } from './gate-store.ts';
import type { GateView } from './gate-view.ts';
import type { TokenPool } from './token-pool.ts';
import type { Token } from './turns.ts';

type GateChange = (gate: Gate, now: number) => Gate | undefined;

/** So many requests in a row without an answer mean that Teams is out. */
const OUTAGE_AFTER = 10;

/** What the answers to a tenant's requests say about its pace. */
export class Answers {
  readonly #context: Context;
  readonly #tenant: string;
  readonly #gate: GateView;
  readonly #pool: TokenPool;
  readonly #changed: () => void;
  /** Requests in a row that nobody answered. */
  #silence = 0;
  /** Since when Teams has answered nothing but 429 (monotonic, ms). */
  #stormSince: number | undefined;
  #recovering = false;
  #quietUntil = Number.NEGATIVE_INFINITY;
  #heard = 0;

  /** @param changed told when the gate has been written, or could not be */
  constructor(context: Context, tenant: string, gate: GateView, pool: TokenPool, changed: () => void) {
    this.#context = context;
    this.#tenant = tenant;
    this.#gate = gate;
    this.#pool = pool;
    this.#changed = changed;
  }

  /** Teams asked this process to be silent until then (monotonic, ms): that holds even if the gate gets lost. */
  get quietUntil(): number {
    return this.#quietUntil;
  }

  /** The newest episode in which Teams took a request of this process. */
  get heard(): number {
    return this.#heard;
  }

  /** For how long Teams has answered nothing but 429, ms; less than any wait when it does not. */
  get storm(): number {
    return this.#context.clock.monotonic() - (this.#stormSince ?? Number.POSITIVE_INFINITY);
  }

  /** A request of this token was answered 429: everybody pauses, unless the episode has been counted. */
  throttled(token: Token, retryAfter: number | undefined): void {
    const { clock, timing } = this.#context;
    this.#stormSince ??= clock.monotonic();
    const { gen, interval, sent } = token;
    const refusal = { gen, rate: 1000 / interval, sent, retryAfter };
    this.#episode(
      token,
      (gate, now) => {
        this.#gate.noticeOthers(gate);
        const known = { ...refusal, heard: this.#heard, alone: this.#gate.isAlone() };
        return throttle(gate, known, now, this.#context.random(), paceLimits(this.#context));
      },
      ({ rate }, pause) => this.#context.log('warn', 'throttled', { tenant: this.#tenant, retryAfter, pause, rate }),
    );
    // Whatever the gate knows of it by then: who was asked to be silent is, for as long as anybody was asked.
    const asked = clock.monotonic() + Math.min(retryAfter ?? 0, timing.throttlePauseMax);
    this.#quietUntil = Math.max(this.#quietUntil, asked);
  }

  /** A request of this token was not answered, or by a failure of the service itself. */
  unanswered(token: Token): void {
    this.#silence++;
    if (this.#silence < (this.#gate.isOut ? PROBE : OUTAGE_AFTER)) return;
    this.#episode(
      token,
      (gate, now) => outage(gate, token.gen, now, this.#context.random(), paceLimits(this.#context)),
      (_gate, pause) => this.#context.log('error', 'teams-unreachable', { tenant: this.#tenant, pause }),
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

  /** @param told of the gate as it stands then, and of the pause (ms), if it was this process that counted the episode */
  #episode(token: Token, change: GateChange, told: (gate: Gate, pause: number) => void): void {
    if (!this.#pool.endEpisode(token.gen)) return;
    this.#silence = 0;
    let written: { readonly gate: Gate; readonly pause: number } | undefined;
    const counted: GateChange = (gate, now) => {
      const next = change(gate, now);
      written = next && { gate: next, pause: Math.round(next.pauseUntil - now) };
      return next;
    };
    this.#change(counted, () => written && told(written.gate, written.pause));
  }

  /** Writes the gate beside the sending: no record waits for it. Unwritten, the next answer of its kind tries again. */
  #change(change: GateChange, done: () => void = () => {}): void {
    this.#gate
      .change(change)
      .then(done)
      .catch((error: unknown) => {
        this.#pool.forgetEpisodes();
        this.#context.log('warn', 'gate-not-written', { tenant: this.#tenant, error: String(error) });
      })
      .finally(() => {
        this.#recovering = false;
        this.#changed();
      });
  }
}
