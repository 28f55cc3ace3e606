import * as z from 'zod/mini';
import { providerUrlSchema } from '../http/provider-url.ts';

/**
 * What GR8 issues to an operator, and what its page leaves open (providers/gr8.facts.md). Kept in the
 * operator's GR8 secret as one JSON object.
 */
export const gr8SettingsSchema = z.object({
  /** Without a trailing slash, e.g. `https://apg-s2s.com`. */
  baseUrl: providerUrlSchema,
  /** Not published; OAuth2 client credentials with a form body are assumed. */
  tokenUrl: providerUrlSchema,
  clientId: z.string().check(z.minLength(1)),
  /** A secret. */
  clientSecret: z.string().check(z.minLength(1)),
  operatorId: z.string().check(z.minLength(1)),
  brand: z.string().check(z.minLength(1)),
  /** `repeated`: `betIds=a&betIds=b`; `comma`: `betIds=a,b`. */
  betIdsStyle: z._default(z.enum(['repeated', 'comma']), 'repeated'),
  /**
   * How long one call may take before its outcome counts as unclear: long enough for a slow settlement,
   * short enough that one more call still fits the 25 s of a request.
   */
  deadlineMs: z._default(z.int().check(z.gte(500), z.lte(20_000)), 8_000),
  /**
   * Reads one request may have under way at once. A page of bets of many players is read within seconds, and
   * the burst is small enough not to be throttled. (Requests at once: the stage's reserved concurrency.)
   */
  maxReadsAtOnce: z._default(z.int().check(z.gte(1), z.lte(100)), 10),
});

export type Gr8Settings = z.output<typeof gr8SettingsSchema>;
