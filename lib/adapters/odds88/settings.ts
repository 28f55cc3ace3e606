import * as z from 'zod/mini';
import { maxPrecision } from '../../contracts/native/odds88.ts';
import { reasonCodes } from '../../domain/reasons.ts';
import { providerSocketUrlSchema, providerUrlSchema } from '../http/provider-url.ts';
import { assumedRejections } from './rejections.ts';

/** Players look at a page for about this long before they press the button. */
export const assumedStaleAfterMs = 30_000;

/** Three of the pings our simulator sends; Odds88 does not say how often it does. */
export const assumedFeedSilentAfterMs = 60_000;

/**
 * What Odds88 issues to an operator, and what its page leaves open (providers/odds88.facts.md). Kept in the
 * operator's Odds88 secret as one JSON object.
 */
export const odds88SettingsSchema = z.object({
  /** Without a trailing slash. */
  baseUrl: providerUrlSchema,
  /** The cashout feed's websocket, without a query. */
  feedUrl: providerSocketUrlSchema,
  /** Where the feed's handshake carries the token: as a call does, or as `token` in the query. */
  feedTokenIn: z._default(z.enum(['header', 'query']), 'header'),
  /**
   * A feed on which nothing comes for this long, no ping either, is taken for dead and begun again. Below 10 s a
   * pause would cost connects, of which five are allowed in five minutes; above 10 minutes a reader would not live to
   * see it.
   */
  feedSilentAfterMs: z._default(z.int().check(z.gte(10_000), z.lte(600_000)), assumedFeedSilentAfterMs),
  clientId: z.string().check(z.minLength(1)),
  /** A secret. */
  password: z.string().check(z.minLength(1)),
  /**
   * How long one call may take before its outcome counts as unclear: long enough for a check by risk management,
   * short enough that one more call still fits the 25 s of a request.
   */
  deadlineMs: z._default(z.int().check(z.gte(500), z.lte(20_000)), 8_000),
  /** Bets in one subscribe or unsubscribe. A hundred ids are a few kB, and one refused call takes few bets along. */
  maxBetIdsPerCall: z._default(z.int().check(z.gte(1), z.lte(1_000)), 100),
  /** Calls a renewal run may begin in a second: 200,000 bets in a minute, a million and a half in eight. */
  callsPerSecond: z._default(z.int().check(z.gte(1), z.lte(1_000)), 50),
  /**
   * Currency → decimals its amounts are sent with. A currency not named here is sent with its minor digits, or
   * with as many more as the amount needs.
   */
  precisions: z._default(z.record(z.string(), z.int().check(z.gte(0), z.lte(maxPrecision))), {}),
  /** A quote the feed told longer ago than this is marked stale. */
  quoteStaleAfterMs: z._default(z.int().check(z.gte(1_000), z.lte(3_600_000)), assumedStaleAfterMs),
  /** What a rejection's text means: the first entry whose text occurs in it, in any case. */
  rejections: z._default(
    z.array(z.object({ contains: z.string().check(z.minLength(1)), code: z.enum(reasonCodes) })),
    () => [...assumedRejections],
  ),
});

export type Odds88Settings = z.output<typeof odds88SettingsSchema>;
