import * as z from 'zod/mini';
import { capabilities } from '../../domain/capabilities.ts';
import { compare, type Decimal, decimal, parseDecimal } from '../../domain/money/decimal.ts';
import { engines } from '../../domain/pricing/engine.ts';
import { providerUrlSchema } from '../http/provider-url.ts';

const keySchema = z.string().check(z.minLength(1));

/** A share of an amount, as a decimal string. */
const shareSchema = z.pipe(
  z.string(),
  z.transform((text, context): Decimal => {
    const share = parseDecimal(text);
    if (share !== undefined && compare(share, decimal('1')) <= 0) return share;
    context.issues.push({ code: 'custom', message: 'must be a decimal from 0 to 1', input: text });
    return z.NEVER;
  }),
);

/**
 * How an operator has its tickets priced, and what OddsGigant issued to it. Kept in the operator's OddsGigant secret
 * as one JSON object; `{}` prices everything here and opens OddsGigant's path on the hub to nobody.
 */
export const oddsgigantSettingsSchema = z
  .object({
    /** Without a trailing slash. */
    baseUrl: z._default(providerUrlSchema, 'https://dataapi.oddsgigant-api.com'),
    /** A secret: sent as `auth`, and taken from callers of the hub's own copy of the path. */
    licenceKey: z.optional(keySchema),
    /** Also taken from callers: the keys before, or those of integrations that have their own. */
    alsoAcceptedKeys: z._default(z.array(keySchema), () => []),
    /** Who prices where no engine is named, and every cashout. */
    engine: z._default(z.enum(engines), 'built-in'),
    /** Whether calculations ask the other engine too, and count the difference. */
    shadow: z._default(z.boolean(), false),
    /** How far the amount may have moved under `none`. */
    tolerance: z._default(shareSchema, decimal(capabilities.oddsgigant.priceChange.none?.tolerance ?? '0')),
    /** For one price, repeats included: a player waits for it, with odds in play. */
    deadlineMs: z._default(z.int().check(z.gte(200), z.lte(9_000)), 3_000),
    /** The members of an answer that may hold the price, the first that is there and not null counts; in any case. */
    priceMembers: z._default(z.array(z.string()).check(z.minLength(1)), () => [
      'cashout',
      'cashoutValue',
      'caValue',
      'value',
      'amount',
    ]),
    /** Statuses that mean a wrong licence key, which no ticket can mend. */
    wrongAuthStatuses: z._default(z.array(z.int()), () => [401, 403]),
  })
  .check(
    z.refine(
      ({ engine, shadow, licenceKey }) => (engine === 'built-in' && !shadow) || licenceKey !== undefined,
      {
        error: 'is needed to ask OddsGigant',
        path: ['licenceKey'],
      },
    ),
  );

export type OddsgigantSettings = z.output<typeof oddsgigantSettingsSchema>;
