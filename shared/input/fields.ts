import { child, type Faults } from './faults.ts';
import { isTooDeep, MAX_DEPTH } from './json.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Notes a fault unless the value is a JSON object. */
export function objectAt(value: unknown, path: string, faults: Faults): JsonObject | undefined {
  if (isObject(value)) return value;
  faults.add(path, 'wrong-type', `This must be an object, not ${kindOf(value)}.`);
  return undefined;
}

/** Notes a fault for each member whose name is not among the known ones. */
export function refuseUnknown(object: JsonObject, known: readonly string[], path: string, faults: Faults): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const here = known.length === 1 ? `only ${quote(known[0])} is` : `${known.map(quote).join(', ')} are`;
    faults.add(child(path, name), 'unknown-field', `${quote(name)} is not known here; ${here}.`);
  }
}

/** Notes a fault for each place where a name stands twice in its object. @param paths JSON pointers */
export function refuseRepeated(paths: readonly string[], faults: Faults): void {
  for (const path of paths) faults.add(path, 'duplicate-field', 'This name stands twice in its object.');
}

/** Notes a fault if the value is nested too deep to be read. @returns whether it is */
export function refuseTooDeep(value: unknown, faults: Faults): boolean {
  if (!isTooDeep(value)) return false;
  faults.add('', 'too-deep', `This is nested more than ${MAX_DEPTH} levels deep.`);
  return true;
}

/** Notes a fault unless the value is one of a few strings. */
export function oneOf<T extends string>(
  value: unknown,
  known: readonly T[],
  path: string,
  faults: Faults,
): T | undefined {
  const found = known.find((k) => k === value);
  if (found === undefined) {
    faults.add(path, 'unknown-value', `${quote(value)} is not one of ${known.map(quote).join(', ')}.`);
  }
  return found;
}

/** Notes a fault unless the value is true, false or missing. */
export function flagAt(value: unknown, path: string, faults: Faults): true | undefined {
  if (value === true) return true;
  if (value !== false && value !== undefined) {
    faults.add(path, 'wrong-type', `This must be true or false, not ${kindOf(value)}.`);
  }
  return undefined;
}

/** What JSON calls a value's type, for a sentence. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A value as JSON, cut to what fits into a sentence. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return kindOf(value);
  const text = String(typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : value);
  return typeof value === 'string' && value.length > 60 ? `${text.slice(0, -1).toWellFormed()}…"` : text;
}
