import type { DailyGuard } from '../../../shared/context.ts';
import type { Broadcast } from '../../../shared/records/broadcast.ts';
import type { Witness } from '../reach/witness.ts';
import type { BroadcastWatch } from './broadcast-watch.ts';
import type { Verdicts } from './verdicts.ts';

/** How many a message is for, at least and at most: people come while it is asked for. */
export interface Expected {
  readonly least: number;
  readonly most: number;
}

interface Asked extends Expected {
  at: number;
  isConfirmed: boolean;
  isGivenUp: boolean;
  /** It was refused once: nobody takes a day's place back within a run. */
  isFull: boolean;
}

interface Taken {
  readonly asked: Asked;
  readonly at: number;
  readonly wasConfirmed: boolean;
}

/** What is unusual for a day is taken with a confirmation and not without, and what is refused leaves nothing. A run is shorter than a day. */
export class GuardWatch {
  readonly #verdicts: Verdicts;
  readonly #guard: DailyGuard;
  readonly #now: () => number;
  readonly #asked = new Map<string, Asked>();
  readonly #taken: Taken[] = [];

  constructor(verdicts: Verdicts, { guard }: { readonly guard: DailyGuard }, now: () => number) {
    this.#verdicts = verdicts;
    this.#guard = guard;
    this.#now = now;
  }

  /** A message is asked for, for the first time. */
  asked(text: string, expected: Expected): void {
    this.#asked.set(text, { ...expected, at: this.#now(), isConfirmed: false, isGivenUp: false, isFull: false });
  }

  /** It is sent with a confirmation from now on. */
  confirmed(text: string): void {
    this.#asked.get(text)!.isConfirmed = true;
  }

  /** Somebody is about to release it, for the first time. */
  releasing(text: string): void {
    this.#asked.get(text)!.at = this.#now();
  }

  /** A broadcast was made of it: it counts, unless somebody has to release it. */
  created(text: string, { test, release }: Broadcast): void {
    if (!test && !release) this.#takes(text);
  }

  /** Somebody has released it. */
  released(text: string): void {
    this.#takes(text);
  }

  /** Who is to release it is shown whether that needs a confirmation. */
  shown(text: string, needsOne: boolean): void {
    const asked = this.#asked.get(text)!;
    if (asked.isFull && !needsOne) this.#verdicts.blame('unguarded', `${text} was refused, and said to need nothing`);
    if (needsOne && !this.#over([...this.#taken.map((one) => one.asked), asked], 'most')) {
      this.#verdicts.blame('unguarded', `${text} was said to need a confirmation`);
    }
  }

  #takes(text: string): void {
    const asked = this.#asked.get(text)!;
    if (!asked.isConfirmed) {
      // A confirmed one that came in between might as well have come after it.
      const before = this.#taken.filter(({ wasConfirmed, at }) => !wasConfirmed || at < asked.at);
      const over = this.#over([...before.map((one) => one.asked), asked], 'least');
      if (over) this.#verdicts.blame('unguarded', `${text} was taken unconfirmed: ${over}`);
    }
    this.#taken.push({ asked, at: this.#now(), wasConfirmed: asked.isConfirmed });
  }

  /** It was refused for want of a confirmation. */
  refused(text: string): void {
    const asked = this.#asked.get(text)!;
    asked.isFull = true;
    if (asked.isConfirmed) this.#verdicts.blame('unguarded', `${text} was refused though it was confirmed`);
    if (this.#over([...this.#taken.map((one) => one.asked), asked], 'most')) return;
    this.#verdicts.blame('unguarded', `${text} was refused as number ${this.#taken.length + 1} of the day`);
  }

  /** Each time it was asked for it was refused, and it is not asked for again. */
  givenUp(text: string): void {
    this.#asked.get(text)!.isGivenUp = true;
  }

  /** In the end nothing is left of what was refused. */
  checkLeft(broadcasts: BroadcastWatch, { posts }: Witness): void {
    for (const [text, { isGivenUp }] of this.#asked) {
      if (!isGivenUp) continue;
      const ids = broadcasts.idsOf(text);
      const posted = posts.filter((post) => post.text === text).length;
      if (ids.length + posted === 0) continue;
      this.#verdicts.blame('unguarded', `${text} was refused, and made ${ids.length} broadcasts, ${posted} posts`);
    }
  }

  /** @returns which figure of the day these come to is unusual */
  #over(all: readonly Asked[], bound: keyof Expected): string | undefined {
    const { broadcasts, recipients } = this.#guard;
    const people = all.reduce((sum, one) => sum + one[bound], 0);
    if (broadcasts > 0 && all.length > broadcasts) return `${all.length} broadcasts of ${broadcasts}`;
    return recipients > 0 && people > recipients ? `${people} recipients of ${recipients}` : undefined;
  }
}
