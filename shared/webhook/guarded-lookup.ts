import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** What resolves a name to all of its addresses. */
export type Resolve = (name: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

/** A name leads to where nothing may be told. */
export class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
}

/**
 * The lookup of a connection: what it allows is what is connected to. A check before would be of another answer, for who
 * owns a name may answer each time otherwise. A name of which one address is not public is refused whole.
 */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return (name: string, options: LookupOptions, done) =>
    resolve(name, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return done(new AddressNotAllowed(), '', 0);
      }
      // With `all` it is a list that is wanted, which the types of this callback know of as well.
      if (options.all) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
}
