import * as z from 'zod/mini';
import { type Decimal, parseFloatLiteral, parseJsonNumberLiteral } from '../../domain/money/decimal.ts';
import { trimmedIdSchema } from '../http/fields.ts';
import { parseJsonWithExactNumbers } from '../json.ts';
import { NumberLiteral } from '../json-text.ts';
import { betcorePath, readSignedRequest, type SignedRequest } from './betcore.ts';
import type { NativeContract } from './native-contract.ts';

export interface BetcorePayOut {
  readonly sessionId: string;
  readonly betId: string;
  /** What the bet won, 0 for a loss; its currency is the session's, which this wire does not name. */
  readonly winAmount: Decimal;
  readonly winOdd: Decimal | null;
}

export type BetcorePayOutReading =
  | { readonly ok: true; readonly payOut: BetcorePayOut }
  | { readonly ok: false };

export interface BetcorePayOutInput {
  /** To be verified before anything else is done: until then nothing of it is believed, and nothing told. */
  readonly signed: SignedRequest;
  /** Reads path and body, which is for those who may ask. */
  readonly readPayOut: () => BetcorePayOutReading;
}

/** POST /v1/sessions/{sessionId}/bets/pay-out of betcore.seed.txt. It never refuses: who calls is not known yet. */
export const betcorePayOutContract: NativeContract<BetcorePayOutInput> = {
  id: 'betcore-pay-out',
  provider: 'betcore',
  read({ headers, path, body }) {
    const text = body();
    const sessionId = path?.['sessionId'] ?? '';
    const message = { body: text, method: 'POST', path: betcorePath('payOut', sessionId) };
    return {
      ok: true,
      input: { signed: readSignedRequest(headers, message), readPayOut: () => readPayOut(sessionId, text) },
    };
  },
};

function readPayOut(sessionId: string, text: string): BetcorePayOutReading {
  const session = trimmedIdSchema.safeParse(sessionId);
  const body = bodySchema.safeParse(parsed(text));
  if (!session.success || !body.success) return { ok: false };
  const { betId, winAmount, winOdd } = body.data;
  return { ok: true, payOut: { sessionId, betId, winAmount, winOdd: winOdd ?? null } };
}

/** JSON numbers alone, by their literals: a text is none, and one of too many digits may have lost some already. */
function numberSchema(parse: (literal: string) => Decimal | undefined) {
  return z.pipe(
    z.unknown(),
    z.transform((json, context): Decimal => {
      const value = parse(literalOf(json) ?? '');
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', message: 'must be a JSON number', input: json });
      return z.NEVER;
    }),
  );
}

function literalOf(json: unknown): string | undefined {
  if (typeof json === 'number') return String(json);
  return json instanceof NumberLiteral ? json.text : undefined;
}

const bodySchema = z.object({
  betId: trimmedIdSchema,
  winAmount: numberSchema(parseJsonNumberLiteral),
  // No money, and divided in floating point by many: what lies past its 15th digit is noise.
  winOdd: z.optional(z.nullable(numberSchema(parseFloatLiteral))),
});

/** Undefined for what is no JSON, and for what is nested deeper than anything can read. */
function parsed(text: string): unknown {
  try {
    return parseJsonWithExactNumbers(text);
  } catch {
    return undefined;
  }
}
