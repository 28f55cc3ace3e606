import { canonicalGuid, gr8Paths, gr8PolicyOf } from '../../contracts/native/gr8.ts';
import { assert } from '../../domain/assert.ts';
import type { Kind } from '../../domain/cashout/cashout.ts';
import { type Decimal, parseJsonNumberLiteral, toJsonNumber, zero } from '../../domain/money/decimal.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceRequest } from '../../ports/cashout-provider.ts';
import { marginParameter } from './calls.ts';

/** What is posted, the same bytes each time it has to be sent. */
export interface MoneyCall {
  readonly kind: 'ready';
  readonly playerId: string;
  readonly guid: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
}

/** Our own validation: nothing is sent. */
export interface InvalidCall {
  readonly kind: 'invalid';
  readonly reason: Reason;
  readonly evidence: string;
}

interface CallShape {
  readonly path: string;
  /** Takes a price policy in the body and a margin in the query. */
  readonly priced: boolean;
}

/** The three money POSTs (gr8.seed.txt). */
const shapes: Readonly<Record<Kind, CallShape>> = {
  full: { path: gr8Paths.cashout, priced: true },
  partial: { path: gr8Paths.partialCashout, priced: true },
  forced: { path: gr8Paths.forcedCashout, priced: false },
};

/** Builds the POST for one cashout, or says why GR8 could not be asked for it. Pure. */
export function prepareMoneyCall(request: PlaceRequest): MoneyCall | InvalidCall {
  const { kind, priceChange, stake } = request;
  const shape = shapes[kind];
  const { playerId } = request;
  if (playerId === null) return invalid(reason('provider-rejected'), 'no player is named');
  const guid = canonicalGuid(request.betId);
  if (guid === undefined) return invalid(reason('bet-not-found'), 'the bet id is no GUID');
  const amount = exactJsonNumber(request.amount.value);
  const betAmount = stake === null ? null : exactJsonNumber(stake.value);
  if (amount === undefined || betAmount === undefined) {
    return invalid(reason('amount-out-of-limits'), 'an amount is no positive number of at most 15 digits');
  }
  assert((kind === 'partial') === (betAmount !== null), 'a partial cashout, and no other, names its stake');
  assert(shape.priced === (priceChange !== null), 'a forced cashout, and no other, has no price policy');
  const query = shape.priced ? marginParameter(request.margin) : [];
  return {
    kind: 'ready',
    playerId,
    guid,
    target: [shape.path, ...query].join('?'),
    body: JSON.stringify({
      betId: guid,
      ...(betAmount === null ? {} : { betAmount }),
      amount,
      ...(priceChange === null ? {} : { priceChangePolicy: gr8PolicyOf(priceChange) }),
    }),
  };
}

/** A number whose JSON spelling reads back as exactly this value. */
function exactJsonNumber(value: Decimal): number | undefined {
  const number = value === zero ? undefined : toJsonNumber(value);
  const exact = number !== undefined && parseJsonNumberLiteral(JSON.stringify(number)) === value;
  return exact ? number : undefined;
}

function invalid(why: Reason, evidence: string): InvalidCall {
  return { kind: 'invalid', reason: why, evidence };
}
