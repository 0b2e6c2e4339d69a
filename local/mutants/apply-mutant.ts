import { registerHooks } from 'node:module';
import { type Change, mutants } from './mutants.ts';

const root = new URL('../../', import.meta.url);

/**
 * Changes the product as it is loaded into this thread: what was loaded before stays as it is. The files are not touched.
 * @param name of one of the mutants
 * @throws {RangeError} when there is none of this name
 */
export function applyMutant(name: string): void {
  const mutant = mutants.find((m) => m.name === name);
  if (!mutant) throw new RangeError(`There is no mutant "${name}".`);
  const byUrl = Map.groupBy(mutant.changes, ({ file }) => new URL(file, root).href);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const changes = byUrl.get(url);
      if (!changes || loaded.source === undefined || loaded.source === null) return loaded;
      const source = changes.reduce(changed, Buffer.from(loaded.source as Uint8Array).toString());
      return { ...loaded, source };
    },
  });
}

/**
 * The source with one change made.
 * @throws {Error} when what is to be changed is not there exactly once: the product has changed since
 */
export function changed(source: string, { file, find, put }: Change): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, and not once:\n${find}`);
  return parts.join(put);
}
