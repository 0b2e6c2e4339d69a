import assert from 'node:assert/strict';
import { after } from 'node:test';

/** Inputs at each door; `CARILLON_FUZZ_RUNS` asks for more. */
const INPUTS = Math.max(10_000, Number(process.env['CARILLON_FUZZ_RUNS'] ?? 0));

/**
 * How often a property runs so that its door sees ten thousand inputs. What fails is printed shrunk, with its seed.
 * @param inputs in each run
 */
export const runs = (inputs = 1): { readonly numRuns: number } => ({ numRuns: Math.ceil(INPUTS / inputs) });

/** Fails the file for whatever nobody caught, also after its test was over. */
export function nothingUnhandled(): void {
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  process.on('uncaughtException', (error) => unhandled.push(error));
  after(() => assert.deepEqual(unhandled, []));
}
