import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';

/** Ties the derived key to this one use of the secret. */
const purpose = 'cashout-hub sealed text v1';

const keyBytes = 32;
const saltBytes = 16;
/** The nonce length GCM is defined for. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts `text` with AES-256-GCM under a key derived from `secret` by HKDF-SHA256, bound to `context`.
 * Layout: salt, nonce, tag, ciphertext. Salt and nonce are new each time, so no key meets a nonce twice.
 */
export function seal(text: string, secret: string, context: string): Uint8Array {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, deriveKey(secret, salt), nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), ciphertext]);
}

/** The sealed text; undefined when the secret or the context is another, or the bytes were changed. */
export function unseal(sealed: Uint8Array, secret: string, context: string): string | undefined {
  const tagAt = saltBytes + nonceBytes;
  const textAt = tagAt + tagBytes;
  if (sealed.length < textAt) return undefined;
  const key = deriveKey(secret, sealed.subarray(0, saltBytes));
  const nonce = sealed.subarray(saltBytes, tagAt);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(tagAt, textAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function deriveKey(secret: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, purpose, keyBytes));
}
