import * as z from 'zod/mini';
import { type Cidr, parseCidr } from './address-list.ts';

/** 32 random characters of these are 192 bits, and no URL spells them in two ways. */
const webhookSecretSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{32,128}$/));

const cidrSchema = z.pipe(
  z.string(),
  z.transform((text, context): Cidr => {
    const cidr = parseCidr(text);
    if (cidr !== undefined) return cidr;
    context.issues.push({ code: 'custom', message: 'must be an address or a range of them', input: text });
    return z.NEVER;
  }),
);

/** Kept with every order a callback names: few and short, so that the longest callback fits into its bet's item. */
const maxForeignParams = 8;

const foreignParamSchema = z.string().check(
  z.regex(/^[A-Za-z0-9_.-]{1,64}$/),
  z.refine((name) => name !== '__proto__'),
);

/**
 * How DATA.BET is let in and what is kept of what it sends. In the operator's DATA.BET secret as one JSON object; `{}`
 * lets nobody in.
 */
export const databetSettingsSchema = z.object({
  /** The segment of the base URL told to DATA.BET; two while one replaces the other. */
  webhookSecrets: z._default(z.array(webhookSecretSchema).check(z.maxLength(2)), () => []),
  /** Addresses DATA.BET calls from; none: any. */
  allowedCidrs: z._default(z.array(cidrSchema).check(z.maxLength(200)), () => []),
  /** Names in `Foreign-Params` that are kept. */
  foreignParams: z._default(z.array(foreignParamSchema).check(z.maxLength(maxForeignParams)), () => [
    'player_id',
    'internal_player_id',
  ]),
});

export type DatabetSettings = z.output<typeof databetSettingsSchema>;
