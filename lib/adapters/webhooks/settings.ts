import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { isPublicAddress } from './public-address.ts';
import { secretBytes } from './signature.ts';

/** Standard Webhooks asks for 24 to 64 bytes. */
const shortestSecretBytes = 24;
const longestSecretBytes = 64;

const secretSchema = z.pipe(
  z.string(),
  z.transform((text, context): Buffer => {
    const bytes = secretBytes(text);
    if (bytes !== undefined && bytes.length >= shortestSecretBytes && bytes.length <= longestSecretBytes)
      return bytes;
    context.issues.push({ code: 'custom', message: 'must be base64 of 24 to 64 bytes', input: undefined });
    return z.NEVER;
  }),
);

/** An address written into the URL is looked at here, in whatever spelling: no name is looked up for it later. */
const urlSchema = z.string().check(
  z.refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
      return isIP(host) === 0 || isPublicAddress(host);
    },
    { error: 'must be an https URL of a public host, without user and password' },
  ),
);

const endpointSchema = z.object({
  url: urlSchema,
  /** `whsec_…`: the one in use, and while it is being replaced the one before. */
  secrets: z.array(secretSchema).check(z.minLength(1), z.maxLength(2)),
});

export type WebhookEndpoint = z.output<typeof endpointSchema>;

/**
 * The operator's webhook endpoints by name, kept as one JSON object in the secret of the webhooks. Each is read for
 * itself: one that is wrong stops no other.
 */
export const webhookSettingsSchema = z.record(z.string(), z.unknown());

export type WebhookSettings = z.output<typeof webhookSettingsSchema>;

/** The endpoint of that name; null when there is none, or what is there cannot be used. */
export function endpointIn(settings: WebhookSettings, name: string): WebhookEndpoint | null {
  if (!Object.hasOwn(settings, name)) return null;
  return endpointSchema.safeParse(settings[name]).data ?? null;
}
