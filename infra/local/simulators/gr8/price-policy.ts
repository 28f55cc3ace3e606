import type { Gr8Policy } from '../../../../lib/contracts/native/gr8.ts';
import { compare, type Decimal } from '../../../../lib/domain/money/decimal.ts';

/**
 * Whether the current amount is paid for the amount that was sent; what is paid is always the current one.
 * None wants it unchanged, Rise not lower, Any takes it as it is.
 */
export function allows(policy: Gr8Policy, sent: Decimal, current: Decimal): boolean {
  switch (policy) {
    case 'None':
      return compare(current, sent) === 0;
    case 'Rise':
      return compare(current, sent) >= 0;
    case 'Any':
      return true;
  }
}
