import { type Decimal, divide, toJsonNumber, zero } from '../money/decimal.ts';
import type { AskedPayOut } from './pay-out.ts';

/** As many digits as odds of any provider have. */
const oddPlaces = 6;

/**
 * `winOdd` of BETCORE's call: what is paid ÷ the stake cashed out, half-even to 6 digits after the point; of a native
 * call what it told. Undefined where the stake is not known, is zero or is of another currency, and where the odd is too
 * long for a JSON number: the field is optional, and no pay-out fails for it.
 */
export function winOddOf({ amount, stake, winOdd }: AskedPayOut): Decimal | undefined {
  if (winOdd !== null) return winOdd;
  if (amount === null || stake === null || stake.value === zero) return undefined;
  if (amount.currency !== null && stake.currency !== null && amount.currency !== stake.currency)
    return undefined;
  const odd = divide(amount.value, stake.value, oddPlaces, 'half-even');
  return toJsonNumber(odd) === undefined ? undefined : odd;
}
