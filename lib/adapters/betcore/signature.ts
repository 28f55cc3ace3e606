import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { SignedMessage, SignedRequest } from '../../contracts/native/betcore.ts';
import { isOneOf } from '../http/one-of.ts';

export const signatureParts = [
  'body',
  'counterpartyId',
  'timestamp',
  'requestId',
  'method',
  'path',
] as const satisfies readonly (keyof SignedMessage)[];

/** What is signed. The page leaves it out; the default is what its facts file has second-hand. */
export const signatureRecipeSchema = z.object({
  /** In this order, each at most once; the body always, or anybody could change the amount. */
  parts: z._default(
    z.array(z.enum(signatureParts)).check(
      z.refine((parts) => new Set(parts).size === parts.length, { error: 'must not repeat a part' }),
      z.refine((parts) => parts.includes('body'), { error: 'must include the body' }),
    ),
    () => ['body' as const, 'counterpartyId' as const, 'timestamp' as const, 'requestId' as const],
  ),
  separator: z._default(z.string(), '.'),
  /** Whether an empty part, such as the body of a GET, also leaves its separator out. */
  skipEmpty: z._default(z.boolean(), true),
});

export type SignatureRecipe = z.output<typeof signatureRecipeSchema>;

/** HMAC-SHA256 in lower-case hex; the key is the secret's bytes, the text that of the bytes on the wire. */
export function sign(message: SignedMessage, secret: string, recipe: SignatureRecipe): string {
  const { parts, separator, skipEmpty } = recipe;
  const texts = parts.map((part) => message[part]).filter((text) => !skipEmpty || text !== '');
  return createHmac('sha256', secret).update(texts.join(separator)).digest('hex');
}

/** Whether one of the secrets made this signature, which takes the same time whichever it was, or none. */
export function isSigned(
  request: SignedRequest,
  secrets: readonly string[],
  recipe: SignatureRecipe,
): boolean {
  const signatures = secrets.map((secret) => sign(request, secret, recipe));
  return isOneOf(signatures, request.signature);
}
