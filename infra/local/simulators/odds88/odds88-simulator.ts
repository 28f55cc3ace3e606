import { readBetId } from '../../../../lib/contracts/http/fields.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { betBook } from '../bets.ts';
import type { Simulator } from '../simulator.ts';
import { cashout } from './cashout.ts';
import { odds88Feed } from './feed.ts';
import { login } from './login.ts';
import { loginLimit } from './login-limit.ts';
import type { Odds88State } from './state.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { subscriptionBook } from './subscriptions.ts';
import { issuedTokens } from './tokens.ts';

/**
 * Odds88's cashout API and feed as its page and the facts file describe them. Where both are silent, a comment at
 * the place says what was chosen.
 */
export function odds88Simulator({ clock }: { readonly clock: Clock }): Simulator {
  const tokens = issuedTokens(clock);
  const subscriptions = subscriptionBook(clock);
  const feed = odds88Feed({ clock, tokens, subscriptions });
  const bets = betBook({
    clock,
    onChange: feed.tell,
    canonicalBetId: (text) => readBetId('odds88', text),
    betIdHint: '1 to 128 printable ASCII characters without / and #, such as id1',
  });
  const state: Odds88State = { tokens, bets, subscriptions, feed };
  return {
    provider: 'odds88',
    bets,
    feed,
    betNote:
      'partialRatio is kept and changes nothing, since Odds88 only cashes out whole bets; feedAmount false makes the feed tell the bet without an amount until it is true again',
    operations: [
      login(state.tokens, loginLimit(clock)),
      subscribe(state),
      unsubscribe(state),
      cashout(state),
    ],
    alsoTrueOf({ betId }) {
      const until = state.subscriptions.until(betId);
      return until === undefined ? {} : { subscribedUntil: new Date(until).toISOString() };
    },
  };
}
