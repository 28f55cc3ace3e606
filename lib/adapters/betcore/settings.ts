import * as z from 'zod/mini';
import { betcoreCodes } from '../../contracts/native/betcore.ts';
import { providerUrlSchema } from '../http/provider-url.ts';
import { signatureRecipeSchema } from './signature.ts';

const secretSchema = z.string().check(z.minLength(1));
const codesSchema = z.array(z.int());

/** BETCORE's second-hand list of codes that are final. */
const assumedFinalCodes = [2, 3, 4, 5, 6, 7, 8];

/**
 * What BETCORE issues to a provider of games, and what its page leaves open (providers/betcore.facts.md). Kept in the
 * operator's BETCORE secret as one JSON object.
 */
export const betcoreSettingsSchema = z
  .object({
    /** Without a trailing slash. */
    baseUrl: providerUrlSchema,
    /** Stands in a header, so of printable characters. */
    counterpartyId: z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/)),
    /** A secret: signs what is sent. */
    secret: secretSchema,
    /** Also taken from callers of the hub's own copy of the path: the secret before, or the one to come. */
    alsoAcceptedSecrets: z._default(z.array(secretSchema), () => []),
    signature: z._default(signatureRecipeSchema, () => z.parse(signatureRecipeSchema, {})),
    /**
     * How long one attempt may take before its outcome counts as undetermined: long enough for a slow wallet, and
     * well below the minute an attempt's lease lasts.
     */
    deadlineMs: z._default(z.int().check(z.gte(500), z.lte(20_000)), 8_000),
    /**
     * How far a caller's `X-Timestamp` may be from the hub's clock, either way. Request ids are remembered for a day,
     * far longer than the longest of these.
     */
    toleranceMs: z._default(z.int().check(z.gte(1_000), z.lte(3_600_000)), 300_000),
    successCodes: z._default(codesSchema, () => [betcoreCodes.success]),
    /** Final: BETCORE will not pay, however often it is asked. */
    finalRejectionCodes: z._default(codesSchema, () => [...assumedFinalCodes]),
    /** On a repeat: the first attempt went through. */
    repeatedCode: z._default(z.int(), betcoreCodes.repeated),
    /** Known to say nothing; a code in none of these lists says as little, and its evidence says that it is new. */
    undeterminedCodes: z._default(codesSchema, () => [betcoreCodes.undetermined]),
    /**
     * Whether the code in a 5xx is believed. Nobody describes that body, and a gateway in front of BETCORE may answer
     * one after the pay-out went through.
     */
    believeServerErrors: z._default(z.boolean(), false),
  })
  .check(
    z.refine(
      ({ successCodes, finalRejectionCodes, repeatedCode, undeterminedCodes }) => {
        const codes = [...successCodes, ...finalRejectionCodes, repeatedCode, ...undeterminedCodes];
        return new Set(codes).size === codes.length;
      },
      { error: 'a code must not mean two things' },
    ),
  );

export type BetcoreSettings = z.output<typeof betcoreSettingsSchema>;
