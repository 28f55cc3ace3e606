import { createHmac } from 'node:crypto';
import { isOneOf } from '../http/one-of.ts';

/** Hex digits before the mark: of a random UUID, 90 bits of chance. */
const chanceDigits = 24;

/** Together 32, as BETCORE has them. Somebody else's id has this mark by chance once in four billion. */
const markDigits = 8;

/** The request id of a call of the hub's own: 32 lower-case hex digits, of which the last 8 are its mark. */
export function ownRequestId(uuid: string, secret: string): string {
  const chance = uuid.replaceAll('-', '').slice(0, chanceDigits);
  return `${chance}${markOf(chance, secret)}`;
}

/**
 * Whether a call under this id is one the hub itself has made, by any of these secrets. Callers of the hub's copy of
 * the path sign with the same secret, so that the hub's own calls would open it to whoever has seen one.
 */
export function isOwnRequestId(requestId: string, secrets: readonly string[]): boolean {
  const given = requestId.toLowerCase();
  const marks = secrets.map((secret) => markOf(given.slice(0, chanceDigits), secret));
  return isOneOf(marks, given.slice(chanceDigits));
}

/** The words before it keep this from ever being the signature of a call. */
function markOf(chance: string, secret: string): string {
  const mac = createHmac('sha256', secret).update(`cashout-hub: the id of a call of its own: ${chance}`);
  return mac.digest('hex').slice(0, markDigits);
}
