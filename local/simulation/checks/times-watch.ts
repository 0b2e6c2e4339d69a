import { timing } from '../../../shared/pace/timing.ts';
import type { Post } from '../reach/witness.ts';
import type { Scenario } from '../scenario.ts';
import { defaultWall, wallOfUser } from '../times.ts';
import type { Verdicts } from './verdicts.ts';

/** A start that has passed for no longer than this means now, ms: so docs/api.md. */
const STILL_NOW = 300_000;

/** When a message may be sent, as it was asked for. Instants are ms. */
export interface AskedTimes {
  readonly startAt?: number;
  /** By each recipient's clocks, ms as if it were UTC. */
  readonly startLocal?: number;
  readonly expiresAt?: number;
  /** Minutes from midnight; `to` not any more. */
  readonly quiet?: { readonly from: number; readonly to: number };
}

/** Nobody is sent to before their time, in their quiet hours, or after it has expired: by reckoning of its own. */
export class TimesWatch {
  readonly #verdicts: Verdicts;
  readonly #skew: number;
  readonly #asked = new Map<string, AskedTimes>();

  /** Of those who come later the time zone may not be known yet when they are planned: then the default one holds. */
  readonly #people: number;

  /** @param skew the machines' clocks are wrong by up to this, ms */
  constructor(verdicts: Verdicts, { skew, people }: Pick<Scenario, 'skew' | 'people'>) {
    this.#verdicts = verdicts;
    this.#skew = skew;
    this.#people = people;
  }

  asked(text: string, times: AskedTimes): void {
    this.#asked.set(text, times);
  }

  of(text: string): AskedTimes {
    return this.#asked.get(text) ?? {};
  }

  /** @param frozen the machine had stood still: it knew no better */
  posted({ text, user, sent }: Post, frozen: boolean): void {
    const { startAt, startLocal, expiresAt, quiet } = this.of(text);
    const [early, late] = [sent - this.#skew, sent + this.#skew];
    const i = Number(user.slice(-12));
    const walls = [(at: number) => wallOfUser(i, at), ...(i >= this.#people ? [defaultWall] : [])];
    const when = `${user} was posted ${text}`;
    if (startAt !== undefined && late < startAt) {
      this.#verdicts.blame('too-early', `${when} ${startAt - sent} ms before it starts`);
    }
    if (startLocal !== undefined && walls.every((wall) => wall(late) < startLocal)) {
      this.#verdicts.blame('too-early', `${when} ${startLocal - wallOfUser(i, sent)} ms before it is time for them`);
    }
    if (frozen) return;
    if (quiet && walls.every((wall) => isWithin(quiet, wall(early)) && isWithin(quiet, wall(late)))) {
      const time = new Date(wallOfUser(i, sent)).toISOString().slice(11, 19);
      this.#verdicts.blame('in-quiet-hours', `${when} at ${time} by their clocks`);
    }
    if (expiresAt !== undefined && early > expiresAt) {
      this.#verdicts.blame('after-expiry', `${when} ${sent - expiresAt} ms after it expired`);
    }
  }

  /** Whether somebody may have been skipped for an expiry at this instant, by a machine's clock. */
  mayExpire(text: string, at: number): boolean {
    const { expiresAt } = this.of(text);
    return expiresAt !== undefined && at >= expiresAt - timing.claimLife - 2 * this.#skew;
  }

  /** Whether the times of a request may be refused at this instant: who asks again and again in foul weather may get through too late. */
  mayRefuse(text: string, at: number): boolean {
    const { startAt } = this.of(text);
    return this.mayExpire(text, at) || (startAt !== undefined && at > startAt + STILL_NOW - 2 * this.#skew);
  }
}

function isWithin({ from, to }: { from: number; to: number }, wall: number): boolean {
  const minute = Math.floor(wall / 60_000) % 1_440;
  return minute >= from && minute < to;
}
