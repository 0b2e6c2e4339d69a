import { inflateRawSync } from 'node:zlib';
import { DamagedRow, type RowPlace } from './damaged-row.ts';
import type { Values } from './table.ts';

/** The last instant a Date can hold, ms since 1970. */
const LAST_INSTANT = 8.64e15;
/** No packed column of ours comes to more than a few megabytes; one that does is damaged, and must not fill the memory. */
const UNPACKED_BYTES = 32 * 1024 * 1024;

/**
 * The columns of one row, read by their types: the one door from a stored row to a typed value. Each method gives the
 * value or throws {@link DamagedRow}; none guesses.
 *
 * Columns that nobody asks for are ignored, and so is `v`: a row of a later version is read as far as this version knows
 * it, for while a deployment goes on both work side by side. What a later version must not let an older one touch it
 * keeps in rows of another name.
 */
export class Columns {
  readonly #place: RowPlace;
  readonly #values: Values;

  constructor(place: RowPlace, values: Values) {
    this.#place = place;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === 'string' ? value : this.damaged(name);
  }

  /** One of a few texts. */
  oneOf<T extends string>(name: string, known: readonly T[]): T {
    const value = this.#values[name];
    return known.find((one) => one === value) ?? this.damaged(name);
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    return typeof value === 'boolean' ? value : this.damaged(name);
  }

  /** A whole number from 0 on. */
  count(name: string): number {
    const value = this.#values[name];
    return isCount(value) ? value : this.damaged(name);
  }

  /** Milliseconds since 1970. */
  instant(name: string): number {
    const value = this.#values[name];
    return isInstant(value) ? value : this.damaged(name);
  }

  /** A number above 0. */
  positive(name: string): number {
    const value = this.#values[name];
    return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY ? value : this.damaged(name);
  }

  /** A text that is JSON. @param read the typed value, or nothing when it is none */
  json<T>(name: string, read: (value: unknown) => T | undefined): T {
    return this.#parsed(name, this.text(name), read);
  }

  /**
   * Deflated JSON, which may go on in further columns.
   * @param read the typed value, or nothing when it is none
   */
  packed<T>(names: readonly string[], read: (value: unknown) => T | undefined): T {
    const [first = ''] = names;
    const parts = names.map((name) => {
      const value = this.#values[name];
      return value instanceof Uint8Array ? value : this.damaged(name);
    });
    let text: string;
    try {
      const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      text = inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES }).toString();
    } catch {
      // zlib says which byte it stumbled over; nobody can do anything about that.
      return this.damaged(first);
    }
    return this.#parsed(first, text, read);
  }

  /** @throws {DamagedRow} for a column that contradicts another one */
  damaged(name: string): never {
    throw new DamagedRow(this.#place, name);
  }

  #parsed<T>(name: string, text: string, read: (value: unknown) => T | undefined): T {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.damaged(name);
    }
    return read(value) ?? this.damaged(name);
  }
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LAST_INSTANT;
}

/** A list of which every item is what it should be; nothing otherwise. */
export function listOf<T>(value: unknown, is: (item: unknown) => item is T): readonly T[] | undefined {
  return Array.isArray(value) && value.every(is) ? value : undefined;
}

/** Whether a value is a JSON object with these members. */
export function hasShape<T>(
  value: unknown,
  shape: { readonly [K in keyof T]-?: (member: unknown) => boolean },
): value is T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in shape) if (!shape[name]((value as Record<string, unknown>)[name])) return false;
  return true;
}

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
/** Whether a member is left out, or is what it should be. */
export const optional =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || is(value);
