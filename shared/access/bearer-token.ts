import { Problem } from '../errors/problem.ts';

/** More than any token has: Entra's have some 2 KB, Node takes 16 KB of headers. */
const LONGEST = 16_384;

/**
 * The token a request brings (RFC 6750, 2.1): in the header Authorization, and nowhere else.
 * @throws {Problem} unauthenticated when there is none, invalid-token when it has not the form of one
 */
export function bearerToken(headers: { get(name: string): string | null }): string {
  const header = headers.get('authorization')?.trim();
  if (!header) throw new Problem('unauthenticated');
  // A signed token has three parts; one that is encrypted has five, and is none of ours.
  const token = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > LONGEST) {
    throw new Problem('invalid-token', { cause: 'not-a-bearer-token' });
  }
  return token;
}
