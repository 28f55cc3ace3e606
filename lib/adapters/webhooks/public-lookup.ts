import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** A name of an endpoint stands for an address that nobody may be led to from inside. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
}

/** How a name becomes addresses; all of them. */
export type Resolve = (
  host: string,
  done: (fault: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const bySystem: Resolve = (host, done) => lookup(host, { all: true, verbatim: true }, done);

/**
 * A lookup for sockets that only lets through names all of whose addresses are public. The socket connects to the very
 * addresses that were looked at, so a name that changes its mind in between leads nowhere else.
 */
export function publicLookup(resolve: Resolve = bySystem, isAllowed = isPublicAddress): LookupFunction {
  return (host, { all }, done) => {
    resolve(host, (fault, addresses) => {
      const [first] = addresses ?? [];
      if (fault !== null || first === undefined) {
        return done(fault ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
      }
      if (!addresses.every(({ address }) => isAllowed(address))) {
        return done(new AddressRefused('an address of the endpoint is not public'), '');
      }
      if (all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
