import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Endless, runSeeds } from '../simulation/pool/run-seeds.ts';
import type { Outcome } from '../simulation/simulate.ts';
import type { Mutant } from './mutant.ts';
import { lastShown } from './shown.ts';

/** Whether a mutant was noticed, by what, and after how much. */
export interface Hunted {
  readonly mutant: Mutant;
  readonly caught: boolean;
  readonly by: string;
  readonly after: string;
  /** The schedule that showed it; none when a test did, or nothing. */
  readonly seed?: number;
}

/** A schedule takes about 50 ms; one that takes so long goes in circles, ms. */
const PATIENCE = 15_000;

/**
 * Looks for a schedule that shows the mutant, or runs the test that must. The schedule that showed it last comes first:
 * mostly it still does, and if not it is one of many.
 * @param seeds schedules at most
 */
export async function hunt(mutant: Mutant, seeds: number): Promise<Hunted> {
  if ('test' in mutant.caughtBy) return await runTest(mutant, mutant.caughtBy.test);
  const last = await lastShown(mutant.name);
  const again = last === undefined ? undefined : await huntFrom(mutant, mutant.caughtBy, last, 1);
  return again?.caught ? again : await huntFrom(mutant, mutant.caughtBy, 1, seeds);
}

async function huntFrom(mutant: Mutant, expected: readonly string[], first: number, count: number): Promise<Hunted> {
  const others = new Set<string>();
  let found: { readonly by: string; readonly seed: number } | undefined;
  // What a schedule shows by another check says nothing of those that must: the next one may.
  const take = (outcome: Outcome) => {
    const checks = outcome.broken.map(({ check }) => check);
    const by = checks.find((check) => expected.includes(check));
    if (by === undefined) for (const check of checks) others.add(check);
    else found = { by, seed: outcome.seed };
    return found !== undefined;
  };
  try {
    const kind = mutant.kind && { kind: mutant.kind };
    await runSeeds({ first, count, threads: 1, mutant: mutant.name, ...kind, patience: PATIENCE, take });
  } catch (error) {
    if (!(error instanceof Endless)) throw error;
    const { seed } = error;
    return { mutant, caught: expected.includes('stuck'), by: 'stuck', after: `seed ${seed}, without an end`, seed };
  }
  if (found) return { mutant, caught: true, by: found.by, after: `seed ${found.seed}`, seed: found.seed };
  return { mutant, caught: false, by: [...others].join(', ') || 'nothing', after: `${count} seeds` };
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
