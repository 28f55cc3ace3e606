import { canonicalGuid } from '../../../../lib/contracts/native/gr8.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { betBook } from '../bets.ts';
import type { Simulator } from '../simulator.ts';
import { amounts } from './amounts.ts';
import { cashout } from './cashout.ts';
import { forcedCashout } from './forced-cashout.ts';
import { partialCashout } from './partial-cashout.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { issuedTokens } from './tokens.ts';

/**
 * GR8 Tech's cashout API as its page and the facts file describe it. Where both are silent, a comment at the
 * place says what was chosen.
 */
export function gr8Simulator({ clock }: { readonly clock: Clock }): Simulator {
  const tokens = issuedTokens(clock);
  const bets = betBook({
    clock,
    canonicalBetId: canonicalGuid,
    betIdHint: 'UUIDs, dashed or as 32 hex digits, such as 33f0042d-ce58-4036-95e5-b3f8e1ef5a8f',
  });
  return {
    provider: 'gr8',
    bets,
    margins: true,
    operations: [
      tokenEndpoint(tokens),
      amounts({ tokens, bets }),
      cashout({ tokens, bets }),
      partialCashout({ tokens, bets }),
      forcedCashout({ tokens, bets }),
    ],
  };
}
