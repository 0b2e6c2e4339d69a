import { Changes } from './changes.ts';
import type { ArrivedRequest } from './request.ts';

/** Where requests are held: before they are carried out, or after, before the answer goes out. */
export type HoldPoint = 'arrival' | 'answer';

/** Holds requests in flight, for as long as a test wants. */
export interface Gate {
  /** How many requests it holds now. */
  readonly held: number;
  /** How many it ever held. */
  readonly seen: number;
  /** Resolves once it ever held `n` requests. */
  reached(n: number, signal?: AbortSignal): Promise<void>;
  /** Lets the `n` oldest go, and goes on holding. */
  letGo(n: number): void;
  /** Lets all go, and holds no more. */
  release(): void;
}

/** The gates at work, in the order they were set up; the first one that matches holds. */
export class Gates {
  readonly #gates = new Map<Gate, (at: HoldPoint, request: ArrivedRequest) => Promise<void> | undefined>();

  /** Sets up a gate. */
  add(at: HoldPoint, matches: (request: ArrivedRequest) => boolean): Gate {
    const changes = new Changes();
    let waiting: (() => void)[] = [];
    let seen = 0;
    const gate: Gate = {
      get held() {
        return waiting.length;
      },
      get seen() {
        return seen;
      },
      reached: (n, signal) => changes.waitFor(() => seen >= n, signal),
      letGo(n) {
        for (const go of waiting.splice(0, n)) go();
      },
      release: () => {
        this.#gates.delete(gate);
        for (const go of waiting) go();
        waiting = [];
      },
    };
    this.#gates.set(gate, (point, request) => {
      if (point !== at || !matches(request)) return undefined;
      seen++;
      const held = new Promise<void>((resolve) => waiting.push(resolve));
      changes.announce();
      return held;
    });
    return gate;
  }

  /** Resolves when the request may go on; undefined when nothing holds it. */
  pass(at: HoldPoint, request: ArrivedRequest): Promise<void> | undefined {
    for (const hold of this.#gates.values()) {
      const held = hold(at, request);
      if (held !== undefined) return held;
    }
    return undefined;
  }
}
