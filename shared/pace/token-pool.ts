import type { Clock } from '../clock.ts';
import { isBlocked } from './blocked.ts';
import type { Share, Token } from './turns.ts';

/**
 * A slot is missed when nobody has taken it so long after it, ms. Beside other processes it is missed at once: a wave that
 * is late comes on top of their slots.
 */
const MISSED = 100;

/** The tokens a process has in hand, in the order of their slots. */
export class TokenPool {
  readonly #clock: Clock;
  readonly #isAlone: () => boolean;
  #tokens: Token[] = [];
  /** Tokens of this episode or an older one are dead: Teams has asked to pause since. */
  #deadGen = -1;

  /** @param isAlone whether no other process has slots between these */
  constructor(clock: Clock, isAlone: () => boolean) {
    this.#clock = clock;
    this.#isAlone = isAlone;
  }

  /** @param only those of the broadcast with a rate of its own; nothing: those of all others */
  size(only: string | undefined): number {
    return this.#tokens.filter((token) => token.only === only).length;
  }

  first(only: string | undefined): Token | undefined {
    return this.#tokens.find((token) => token.only === only);
  }

  add(token: Token): void {
    this.#tokens.push(token);
  }

  isAlive(token: Token): boolean {
    return token.gen > this.#deadGen && this.#clock.monotonic() < token.expires;
  }

  /** A slot that was missed in the pool is given up: sent later, its request would come on top of others' slots. */
  discardDead(): void {
    const missed = this.#clock.monotonic() - (this.#isAlone() ? MISSED : 0);
    this.#tokens = this.#tokens.filter((token) => this.isAlive(token) && token.slot > missed);
  }

  /**
   * Takes up to `want` tokens of this share's line that were reserved while it was not blocked; none rather than fewer than
   * `least`.
   */
  draw(share: Share, want: number, least: number): readonly Token[] {
    this.discardDead();
    const only = share.demand.limited?.broadcast;
    const isOpen = ({ blocked }: Token) => !isBlocked(blocked, share.broadcast, share.run);
    const usable = this.#tokens.filter((token) => token.only === only && isOpen(token));
    if (want < least || usable.length < least) return [];
    const drawn = new Set(usable.slice(0, want));
    this.#tokens = this.#tokens.filter((token) => !drawn.has(token));
    return [...drawn];
  }

  /**
   * An episode begins: the tokens it was met with, and older ones, are dead.
   * @returns whether it is a new one
   */
  endEpisode(gen: number): boolean {
    if (gen <= this.#deadGen) return false;
    this.#deadGen = gen;
    return true;
  }

  /** The gate could not be told of an episode: the next answer of its kind begins it again. */
  forgetEpisodes(): void {
    this.#deadGen = -1;
  }
}
