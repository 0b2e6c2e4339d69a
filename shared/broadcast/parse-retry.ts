import * as z from 'zod/mini';
import type { Faults } from '../input/faults.ts';
import { kindOf, quote } from '../input/fields.ts';
import { readBody } from '../input/read-input.ts';
import { fault, faultOrMissing, list } from '../input/schema.ts';
import { type RetriableState, retriableStates } from '../shard/rerun.ts';

/** What is to be sent again, and the run whose end was seen. */
export interface RetryBody {
  readonly run: number;
  readonly states: readonly RetriableState[];
}

/** Each may be named more than once; a list longer than this is a mistake. */
const MOST = 100;

const noRun = faultOrMissing(
  'A retry names the `run` whose end was seen.',
  fault('wrong-type', (run) => `This must be a whole number from 1, not ${quote(run)}.`),
);

const states = list(z.enum(retriableStates), {
  most: MOST,
  tooMany: () => `There are only ${retriableStates.length} states.`,
  empty: 'A retry names at least one state.',
  words: faultOrMissing(
    `A retry names \`states\`: ${retriableStates.join(', ')}.`,
    fault('wrong-type', (given) => `This must be an array, not ${kindOf(given)}.`),
  ),
});

/** The body of a retry. */
export const retryBody = z.pipe(
  z.strictObject({
    run: z.number(noRun).check(z.int(noRun), z.gte(1, noRun)),
    states,
  }),
  z.transform(({ run, states }): RetryBody => {
    return { run, states: retriableStates.filter((state) => states.includes(state)) };
  }),
);

/**
 * Reads the body of a retry, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseRetry(value: unknown, repeated: readonly string[], faults: Faults): RetryBody | undefined {
  return readBody(retryBody, value, repeated, faults);
}
