import type { PriceChange } from '../cashout/cashout.ts';
import { compare, type Decimal, multiply, subtract } from '../money/decimal.ts';

/**
 * Whether a bet that was shown at one amount may be cashed out at the current one. Under `none` it may have moved by
 * `tolerance`, a share of the amount shown, in either direction; exactly that much passes.
 */
export function keepsPolicy(
  priceChange: PriceChange,
  shown: Decimal,
  current: Decimal,
  tolerance: Decimal,
): boolean {
  switch (priceChange) {
    case 'none': {
      const isBelow = compare(current, shown) < 0;
      const moved = isBelow ? subtract(shown, current) : subtract(current, shown);
      return compare(moved, multiply(shown, tolerance)) <= 0;
    }
    case 'rise':
      return compare(current, shown) >= 0;
    case 'any':
      return true;
  }
}
