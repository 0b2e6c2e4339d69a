import type { Figures } from './figures.ts';
import type { Sizes } from './sizes.ts';

/** One benchmark: a name for `--only`, and what it measures. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** @param say prints what happens and what was found */
  run(sizes: Sizes, say: (text: string) => void): Promise<Partial<Figures>>;
}
