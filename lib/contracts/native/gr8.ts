import * as z from 'zod/mini';
import { assert } from '../../domain/assert.ts';
import type { PriceChange } from '../../domain/cashout/cashout.ts';

/**
 * GR8 Tech's cashout API (providers/gr8.seed.txt; what goes beyond it is in gr8.facts.md): what the client, the
 * simulator and the hub's endpoints on GR8's paths have in common. The schemas are of GR8's answers, parsed with
 * `parseJsonWithNumberLiterals`: every JSON number arrives here as its literal text.
 */
export const gr8Paths = {
  amounts: '/v1/sport/v1/bet/cashout',
  cashout: '/v1/sport/v1/bet/cashout',
  forcedCashout: '/v1/sport/v0/bet/forced-cashout',
  partialCashout: '/v1/sport/v1/bet/partial-cashout',
} as const;

export const gr8Headers = { operatorId: 'X-Operator-Id', brand: 'X-Brand', playerId: 'X-Player-Id' } as const;

/** The page lists the policies by name and states `Any` = 2 alone; the other two numbers are the list's order. */
export const gr8Policies = { Rise: '0', None: '1', Any: '2' } as const;
export type Gr8Policy = keyof typeof gr8Policies;

/** The policies in the hub's own words. */
export const gr8PriceChanges: Readonly<Record<Gr8Policy, PriceChange>> = {
  Rise: 'rise',
  None: 'none',
  Any: 'any',
};

/** The policy that stands for ours. */
export function gr8PolicyOf(priceChange: PriceChange): Gr8Policy {
  const policies = Object.keys(gr8PriceChanges) as Gr8Policy[];
  const policy = policies.find((name) => gr8PriceChanges[name] === priceChange);
  assert(policy !== undefined, `no policy stands for ${priceChange}`);
  return policy;
}

/** Documented as a number and shown as a string: both are read, strings are sent. */
export const gr8Results = { Success: '1', Unknown: '0', NotAllowed: '-1' } as const;
export type Gr8Result = keyof typeof gr8Results;

/** Reads a policy or a result given by name in any case or by number. */
export function readGr8Enum<Name extends string>(
  names: Readonly<Record<Name, string>>,
  given: string,
): Name | undefined {
  for (const [name, number] of Object.entries<string>(names)) {
    if (given === number || given.toLowerCase() === name.toLowerCase()) return name as Name;
  }
  return undefined;
}

/** One element of the answer to GET amounts. The newer members may be missing. */
export const gr8AmountSchema = z.object({
  betId: z.string(),
  isAvailable: z.boolean(),
  amount: z.optional(z.nullable(z.string())),
  isAvailableOpenBet: z.optional(z.nullable(z.boolean())),
  isPartialCashoutAvailable: z.optional(z.nullable(z.boolean())),
  partialCashoutOdd: z.optional(z.nullable(z.string())),
});

/** The 200 of all three money POSTs. */
export const gr8CashoutAnswerSchema = z.object({
  betId: z.string(),
  amount: z.optional(z.nullable(z.string())),
  result: z.string(),
});

/** Standard OAuth2 token answer; `expires_in` in seconds. */
export const gr8TokenSchema = z.object({
  access_token: z.string().check(z.minLength(1)),
  token_type: z.string().check(z.minLength(1)),
  expires_in: z.string(),
});

/** Bet ids are GUIDs that may come dashed or as 32 hex digits, in any case; ours are dashed and lower case. */
export function canonicalGuid(text: string): string | undefined {
  const hex = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return undefined;
  if (text.length !== 32 && !/^[^-]{8}-[^-]{4}-[^-]{4}-[^-]{4}-[^-]{12}$/.test(text)) return undefined;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
