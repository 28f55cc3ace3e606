import type { Rounding } from '../../domain/money/decimal.ts';

/** What GR8 issues to an operator, and what its page leaves open (providers/gr8.facts.md). */
export interface Gr8Settings {
  /** Without a trailing slash, e.g. `https://apg-s2s.com`. */
  readonly baseUrl: string;
  /** Not published; OAuth2 client credentials with a form body are assumed. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  readonly operatorId: string;
  readonly brand: string;
  /** `repeated`: `betIds=a&betIds=b` (default); `comma`: `betIds=a,b`. */
  readonly betIdsStyle: 'repeated' | 'comma';
  /** How long one call may take before its outcome counts as unclear. */
  readonly deadlineMs: number;
  /** How amounts computed from a partial ratio are cut to the currency's digits. */
  readonly partialRounding: Rounding;
}

/** What holds unless the operator's secret says otherwise. */
export const gr8Defaults = {
  betIdsStyle: 'repeated',
  // Long enough for a slow settlement, short enough that one more call still fits the 25 s of a request.
  deadlineMs: 8_000,
  partialRounding: 'down',
} as const satisfies Partial<Gr8Settings>;
