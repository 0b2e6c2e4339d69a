import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The command line says something a command does not understand; the message is for its author. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * The options of a command line.
 * @param args the process's own, unless others are given
 * @throws {UsageError} for one that is not known, or lacks its value
 */
export function flags<const O extends NonNullable<ParseArgsConfig['options']>>(
  options: O,
  args = process.argv.slice(2),
) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws {UsageError} unless the text is a number within the bounds */
export function number(
  name: string,
  text: string,
  { least, most, whole }: { least: number; most: number; whole: boolean },
): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`${name} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}".`);
}

/** @throws {UsageError} unless the text is one of the choices */
export function oneOf<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`${name} takes ${choices.join(' or ')}, not "${text}".`);
  return found;
}

/**
 * Milliseconds such as `500` or `300-1500`.
 * @throws {UsageError}
 */
export function milliseconds(name: string, text: string): { min: number; max: number } {
  const [, first, second = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined || Number(second) < Number(first)) {
    throw new UsageError(`${name} takes milliseconds such as 500 or 300-1500, not "${text}".`);
  }
  return { min: Number(first), max: Number(second) };
}
