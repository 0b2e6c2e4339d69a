import { Problem } from '../errors/problem.ts';

/** A cursor is a few names long; what is longer is not one of ours. */
const MAX_LENGTH = 4_096;

/**
 * Packs where a list goes on into an opaque cursor: safe in a URL, and of no other list than its own.
 * @param kind which list it is of
 */
export function encodeCursor(kind: string, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([kind, ...parts])).toString('base64url');
}

/**
 * What encodeCursor was given.
 * @throws {Problem} `invalid-cursor` when it is not one that encodeCursor made for this kind of list
 */
export function decodeCursor(kind: string, cursor: string): readonly string[] {
  const parts = stringsIn(cursor).slice(1);
  // Packed again it must be the same: so the kind is this one, and there is but one cursor for one place.
  if (encodeCursor(kind, parts) !== cursor) throw new Problem('invalid-cursor');
  return parts;
}

/**
 * Where a list goes on, by a cursor that names one row.
 * @param isRow whether this list has rows of such a key: anybody can make a cursor
 * @throws {Problem} `invalid-cursor`
 */
export function rowIn(kind: string, cursor: string, isRow: (key: string) => boolean): string {
  const [key = '', ...others] = decodeCursor(kind, cursor);
  if (others.length > 0 || !isRow(key)) throw new Problem('invalid-cursor');
  return key;
}

function stringsIn(cursor: string): readonly string[] {
  if (cursor.length > MAX_LENGTH) return [];
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : [];
  } catch {
    return [];
  }
}
