import { now } from '../now.ts';
import { seededFraction } from '../org/seeded.ts';
import type { ArrivedRequest, RequestFilter } from '../request.ts';
import { type Fault, type FaultRule, toFault } from './fault-rule.ts';

/** A rule at work. */
export interface SetFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** How often it struck. */
  readonly struck: number;
  /** Ends it. */
  end(): void;
}

interface Working {
  readonly id: number;
  readonly rule: FaultRule;
  readonly matches: (request: ArrivedRequest) => boolean;
  readonly times: number;
  readonly until: number;
  readonly seenAt: Map<string, number>;
  seen: number;
  struck: number;
}

/** All fault rules at work; the first one that strikes wins. */
export class Faults {
  readonly #seed: number;
  readonly #compile: (filter: RequestFilter | undefined) => (request: ArrivedRequest) => boolean;
  #working: Working[] = [];
  #lastId = 0;

  /** @param compile turns a filter into a predicate */
  constructor(seed: number, compile: (filter: RequestFilter | undefined) => (request: ArrivedRequest) => boolean) {
    this.#seed = seed;
    this.#compile = compile;
  }

  /** Sets a rule to work. */
  add(rule: FaultRule): SetFault {
    const isOpenEnded = rule.every !== undefined || rule.probability !== undefined || rule.forMs !== undefined;
    const times = rule.times ?? (isOpenEnded ? 'all' : 1);
    const working: Working = {
      id: ++this.#lastId,
      rule,
      matches: this.#compile(rule.on),
      times: times === 'all' ? Number.POSITIVE_INFINITY : times,
      until: rule.forMs === undefined ? Number.POSITIVE_INFINITY : now() + rule.forMs,
      seenAt: new Map(),
      seen: 0,
      struck: 0,
    };
    this.#working.push(working);
    return this.#handle(working);
  }

  /** The rules at work. */
  list(): readonly SetFault[] {
    return this.#working.map((working) => this.#handle(working));
  }

  /** Ends all rules, or the one with an id. */
  clear(id?: number): void {
    this.#working = id === undefined ? [] : this.#working.filter((working) => working.id !== id);
  }

  /** What is to happen to this request, if anything. */
  choose(request: ArrivedRequest): Fault | undefined {
    if (this.#working.length === 0) return undefined;
    for (const working of this.#working) {
      if (!this.#strikes(working, request)) continue;
      working.struck++;
      if (working.struck >= working.times) this.clear(working.id);
      return toFault(working.rule, now());
    }
    return undefined;
  }

  #strikes(working: Working, request: ArrivedRequest): boolean {
    const { rule } = working;
    if (request.at >= working.until || !working.matches(request)) return false;
    working.seen++;
    if (working.seen <= (rule.after ?? 0)) return false;
    if (rule.every !== undefined && (working.seen - (rule.after ?? 0)) % rule.every !== 0) return false;
    if (rule.probability === undefined) return true;
    // By place and not by order of arrival: requests of different users race, and the same seed has to mean the same.
    const place = String(request.user ?? request.conversation ?? request.path);
    const nth = (working.seenAt.get(place) ?? 0) + 1;
    working.seenAt.set(place, nth);
    return seededFraction('fault', this.#seed, working.id, place, nth) < rule.probability;
  }

  #handle(working: Working): SetFault {
    return {
      id: working.id,
      rule: working.rule,
      get struck() {
        return working.struck;
      },
      end: () => this.clear(working.id),
    };
  }
}
