/** Which schedule showed a mutant when all were last hunted: a place to look first, and no more than that. */
import { readFile, writeFile } from 'node:fs/promises';

const file = new URL('shown.json', import.meta.url);

/** @returns the seed of a schedule of the mutant's kind; nothing when none is noted */
export async function lastShown(mutant: string): Promise<number | undefined> {
  return (await readAll())[mutant];
}

/**
 * Notes the schedules that showed mutants; what is noted of others that there are stays.
 * @param mutants the names of all there are
 */
export async function noteShown(seeds: ReadonlyMap<string, number>, mutants: readonly string[]): Promise<void> {
  const before = await readAll();
  const noted = mutants.toSorted().map((name) => [name, seeds.get(name) ?? before[name]]);
  await writeFile(file, `${JSON.stringify(Object.fromEntries(noted), null, 2)}\n`);
}

async function readAll(): Promise<Readonly<Record<string, number>>> {
  return JSON.parse(await readFile(file, 'utf8'));
}
