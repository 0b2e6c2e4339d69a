import type { App } from './app/app.ts';
import type { Machine } from './machine.ts';

/** As many requests as an instance is handed at once: `perInstanceConcurrency` in infra/modules/function-app.bicep. */
export const PER_MACHINE = 32;

/** Hands a request to a machine. @param leave to be called when it is answered */
type Hand = (app: App, leave: () => void) => void;

interface Visitor {
  /** Which machine, from 0 to 1, of those that have room. */
  readonly drawn: number;
  readonly hand: Hand;
}

/**
 * What stands before the machines, as Azure's front end does: it hands each no more requests at once than it is said to take, and
 * keeps the others outside until an answer, or somebody who hangs up, makes room. What a machine was handed it works on though
 * nobody waits for it any more; a frozen one when it thaws.
 */
export class Front {
  readonly #running: () => readonly App[];
  readonly #open = new WeakMap<Machine, number>();
  readonly #outside = new Set<Visitor>();
  /** The most that ever waited outside at once. */
  mostOutside = 0;

  constructor(running: () => readonly App[]) {
    this.#running = running;
  }

  /**
   * Somebody comes with a request.
   * @returns what they hang up with
   */
  enter(drawn: number, hand: Hand): () => void {
    const visitor: Visitor = {
      drawn,
      hand: (app, leave) => {
        hangUp = leave;
        hand(app, leave);
      },
    };
    let hangUp: () => void = () => this.#outside.delete(visitor);
    if (!this.#admit(visitor)) this.#outside.add(visitor);
    this.mostOutside = Math.max(this.mostOutside, this.#outside.size);
    return () => hangUp();
  }

  /** Lets in who waits, for as many as there is room now. */
  serve(): void {
    for (const visitor of this.#outside) {
      if (!this.#admit(visitor)) return;
      this.#outside.delete(visitor);
    }
  }

  /** @returns whether there was room */
  #admit({ drawn, hand }: Visitor): boolean {
    const free = this.#running().filter(({ machine }) => this.#openAt(machine) < PER_MACHINE);
    const app = free[Math.floor(drawn * free.length)];
    if (!app) return false;
    this.#open.set(app.machine, this.#openAt(app.machine) + 1);
    let isOpen = true;
    hand(app, () => {
      if (!isOpen) return;
      isOpen = false;
      this.#open.set(app.machine, this.#openAt(app.machine) - 1);
      this.serve();
    });
    return true;
  }

  #openAt(machine: Machine): number {
    return this.#open.get(machine) ?? 0;
  }
}
