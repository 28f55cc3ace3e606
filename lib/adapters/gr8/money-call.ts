import { canonicalGuid, type Gr8Policy, gr8Paths } from '../../contracts/native/gr8.ts';
import type { Kind, PriceChange } from '../../domain/cashout/cashout.ts';
import { type Decimal, parseJsonNumberLiteral, toJsonNumber, zero } from '../../domain/money/decimal.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceRequest } from '../../ports/cashout-provider.ts';
import { marginParameter } from './calls.ts';

/** What is posted, the same bytes each time it has to be sent. */
export interface MoneyCall {
  readonly kind: 'ready';
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

/** The three money POSTs (gr8.seed.txt). A partial one also names a part of the stake, which no request does yet. */
const shapes: Readonly<Record<Kind, CallShape | null>> = {
  full: { path: gr8Paths.cashout, priced: true },
  forced: { path: gr8Paths.forcedCashout, priced: false },
  partial: null,
};

const policies: Readonly<Record<PriceChange, Gr8Policy>> = { none: 'None', rise: 'Rise', any: 'Any' };

/** Builds the POST for one cashout, or says why GR8 could not be asked for it. Pure. */
export function prepareMoneyCall(request: PlaceRequest): MoneyCall | InvalidCall {
  const shape = shapes[request.kind];
  if (shape === null) return invalid(reason('not-supported'), `${request.kind} cashouts are not placed`);
  const guid = canonicalGuid(request.betId);
  if (guid === undefined) return invalid(reason('bet-not-found'), 'the bet id is no GUID');
  const amount = exactJsonNumber(request.amount.value);
  if (amount === undefined) {
    return invalid(reason('amount-out-of-limits'), 'the amount is no positive number of at most 15 digits');
  }
  const policy = shape.priced ? { priceChangePolicy: policies[request.priceChange] } : {};
  const query = shape.priced ? marginParameter(request.margin) : [];
  return {
    kind: 'ready',
    guid,
    target: [shape.path, ...query].join('?'),
    body: JSON.stringify({ betId: guid, amount, ...policy }),
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
