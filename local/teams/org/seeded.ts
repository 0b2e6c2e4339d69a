import { createHash } from 'node:crypto';

/**
 * Bytes that depend on the parts and on nothing else: what the simulated world uses wherever the real one has
 * secrets or chance, so that one seed always makes the same world.
 */
export function seededBytes(length: number, ...parts: readonly (string | number)[]): Buffer {
  return createHash('shake256', { outputLength: length }).update(parts.join('\n')).digest();
}

/** A number in [0, 1) that depends on the parts and on nothing else. */
export function seededFraction(...parts: readonly (string | number)[]): number {
  return seededBytes(4, ...parts).readUInt32BE() / 2 ** 32;
}

const ODD = 0x9e3779b1;
const ODD_INVERSE = inverse(ODD);

/** Shuffles a 32-bit number so that neighbours look unrelated; {@link unscramble} takes it back. */
export function scramble(n: number, key: number): number {
  const mixed = Math.imul(n ^ key, ODD);
  return Math.imul(mixed ^ (mixed >>> 16), ODD) >>> 0;
}

/** The number that {@link scramble} made `n` of. */
export function unscramble(n: number, key: number): number {
  const mixed = Math.imul(n, ODD_INVERSE);
  return (Math.imul(mixed ^ (mixed >>> 16), ODD_INVERSE) ^ key) >>> 0;
}

/** The multiplicative inverse of an odd number modulo 2^32, by Newton's iteration (each round doubles the right bits). */
function inverse(odd: number): number {
  let found = odd;
  for (let round = 0; round < 5; round++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
}
