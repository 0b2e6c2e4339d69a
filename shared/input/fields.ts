import type { Noting } from './faults.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Notes a fault unless the value is a JSON object. */
export function objectAt(value: unknown, path: string, faults: Noting): JsonObject | undefined {
  if (isObject(value)) return value;
  faults.add(path, 'wrong-type', `This must be an object, not ${kindOf(value)}.`);
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
