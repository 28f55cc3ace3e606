import { type Currency, knownCurrencies, minorDigitsOf } from '../../../../lib/domain/money/currency.ts';
import { type Decimal, decimal, padDecimals, round, zero } from '../../../../lib/domain/money/decimal.ts';
import type { BetBook, SimulatedBet } from '../bets.ts';
import type { IssuedTokens } from './tokens.ts';

/** What GR8 remembers between calls. */
export interface Gr8State {
  readonly tokens: IssuedTokens;
  readonly bets: BetBook;
}

/** A bet that belongs to another player is as unknown as one that was never placed. */
export function findBet(bets: BetBook, betId: string, playerId: string): SimulatedBet | undefined {
  const bet = bets.find(betId);
  return bet?.playerId === undefined || bet.playerId === playerId ? bet : undefined;
}

/** Digits after the point that money of this bet has. */
export function minorDigits({ currency }: SimulatedBet): number {
  return minorDigitsOf(currency as Currency, currencies);
}

const currencies = knownCurrencies();

/** An amount computed for this bet: cut down to the digits of its currency and spelled with all of them. */
export function spellComputed(bet: SimulatedBet, amount: Decimal): string {
  return padDecimals(round(amount, minorDigits(bet), 'down'), minorDigits(bet));
}

/** Open and worth something: what its amount shows as available, and a cashout can be had for. */
export function canBeCashedOut({ status, cashoutValue }: SimulatedBet): boolean {
  return status === 'open' && decimal(cashoutValue) !== zero;
}
