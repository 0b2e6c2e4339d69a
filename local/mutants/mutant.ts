import type { Check } from '../simulation/checks/verdicts.ts';
import type { Kind } from '../simulation/kinds.ts';

/** One replacement in one file of the product. */
export interface Change {
  /** From the project's folder. */
  readonly file: string;
  /** What must be there exactly once. */
  readonly find: string;
  readonly put: string;
}

/** A product with one rule broken, and by what that must be noticed. */
export interface Mutant {
  readonly name: string;
  /** The rule that is broken, or whose hole it is. */
  readonly breaks: string;
  readonly changes: readonly Change[];
  /** Where it shows soonest: only schedules of this kind are tried. */
  readonly kind?: Kind;
  /** It shows in one schedule of hundreds: `npm run mutants` has the time, `npm test` has not. */
  readonly rare?: true;
  /** The checks of the simulation one of which must notice; or a test file that must fail. */
  readonly caughtBy: readonly Check[] | { readonly test: string };
}
