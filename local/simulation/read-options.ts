import { allKinds, type Kind } from './kinds.ts';

/**
 * A whole number from 1 in an option.
 * @throws {RangeError} that says which option is none
 */
export function readCount(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new RangeError(`--${name} takes a whole number from 1, not "${given}".`);
}

/**
 * A kind of scenario in an option.
 * @throws {RangeError} that names those there are
 */
export function readKind(given: string | undefined): Kind | undefined {
  if (given === undefined) return undefined;
  const found = allKinds.find((kind) => kind === given);
  if (!found) throw new RangeError(`--kind takes one of ${allKinds.join(', ')}, not "${given}".`);
  return found;
}
