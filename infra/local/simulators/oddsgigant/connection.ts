import { randomBytes } from 'node:crypto';

/** What OddsGigant would issue to an operator. */
export interface OddsgigantConnection {
  readonly baseUrl: string;
  /** `auth` of every request. */
  readonly licenceKey: string;
}

/**
 * Another one at each start: the hub's own copy of the path lets in whoever has it and nobody else, so it must not be
 * one that everybody has read.
 */
export function newLicenceKey(): string {
  return randomBytes(16).toString('hex');
}

export function oddsgigantConnection(simulatorsUrl: string, licenceKey: string): OddsgigantConnection {
  return { baseUrl: `${simulatorsUrl}/oddsgigant`, licenceKey };
}
