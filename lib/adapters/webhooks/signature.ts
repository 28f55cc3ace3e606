import { createHmac } from 'node:crypto';

/** What is signed, as Standard Webhooks 1.0 puts it together. */
export interface SignedMessage {
  /** The same at every attempt: receivers tell a repeat by it. */
  readonly id: string;
  /** Epoch seconds of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

const prefix = 'whsec_';

/** The bytes of a secret: base64, with or without the prefix that says what it is. Undefined when it is neither. */
export function secretBytes(secret: string): Buffer | undefined {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
    ? bytes
    : undefined;
}

/**
 * The headers of a Standard Webhooks message. With two secrets, while one takes the place of the other, it carries
 * both signatures: a receiver that knows either can verify it.
 */
export function signedHeaders(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly Buffer[],
): Readonly<Record<string, string>> {
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
