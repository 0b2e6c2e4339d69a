import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Endless, runSeeds } from '../simulation/pool/run-seeds.ts';
import type { Outcome } from '../simulation/simulate.ts';
import type { Mutant } from './mutant.ts';

/** Whether a mutant was noticed, by what, and after how much. */
export interface Hunted {
  readonly mutant: Mutant;
  readonly caught: boolean;
  readonly by: string;
  readonly after: string;
}

/** A schedule takes about 50 ms; one that takes so long goes in circles, ms. */
const PATIENCE = 30_000;

/**
 * Looks for a schedule that shows the mutant, or runs the test that must.
 * @param seeds schedules at most
 */
export async function hunt(mutant: Mutant, seeds: number): Promise<Hunted> {
  if ('test' in mutant.caughtBy) return await runTest(mutant, mutant.caughtBy.test);
  const expected: readonly string[] = mutant.caughtBy;
  let found: Outcome | undefined;
  const take = (outcome: Outcome) => {
    if (outcome.broken.length > 0) found = outcome;
    return found !== undefined;
  };
  try {
    const kind = mutant.kind && { kind: mutant.kind };
    await runSeeds({ first: 1, count: seeds, threads: 1, mutant: mutant.name, ...kind, patience: PATIENCE, take });
  } catch (error) {
    if (!(error instanceof Endless)) throw error;
    return { mutant, caught: expected.includes('stuck'), by: 'stuck', after: `seed ${error.seed}, without an end` };
  }
  if (!found) return { mutant, caught: false, by: 'nothing', after: `${seeds} seeds` };
  const checks = [...new Set(found.broken.map(({ check }) => check))];
  const by = checks.find((check) => expected.includes(check));
  return { mutant, caught: by !== undefined, by: by ?? checks.join(', '), after: `seed ${found.seed}` };
}

async function runTest(mutant: Mutant, test: string): Promise<Hunted> {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const preload = new URL('preload.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', preload, '--test', '--test-isolation=none', test], {
    env: { ...env, CARILLON_MUTANT: mutant.name },
    cwd: new URL('../../', import.meta.url),
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return { mutant, caught: code === 1, by: test, after: code === 1 ? 'it fails' : `exit code ${code}` };
}
