import { type Bet, cashoutInProgress, findCashout, isCashedOut, remainingStake } from '../bet/bet.ts';
import { capabilities } from '../capabilities.ts';
import { type Decimal, toJsonNumber } from '../money/decimal.ts';
import { compareMoney, type Money } from '../money/money.ts';
import type { Cashout, CashoutOpening } from './cashout.ts';
import { payOutOf } from './pay-out-of.ts';

/** A bet takes this many requests; with their history they stay far below the 400 kB of one item. */
export const maxRequestedCashouts = 50;

export type RefusalCode =
  | 'idempotency-key-reused'
  | 'request-in-progress'
  | 'bet-not-registered'
  | 'player-missing'
  | 'player-differs'
  | 'currency-differs'
  | 'ticket-stake-differs'
  | 'pay-out-not-supported'
  | 'pay-out-differs'
  | 'pay-out-amount-too-long'
  | 'cashout-in-progress'
  | 'bet-already-cashed-out'
  | 'bet-closed'
  | 'stake-exceeded'
  | 'too-many-cashouts';

/** What a request asks for, before the bet has had its say. */
export interface CashoutAsked
  extends Pick<
    CashoutOpening,
    'cashoutId' | 'kind' | 'stake' | 'playerId' | 'priceChange' | 'client' | 'correlationId'
  > {
  /** As the request says; without a word of it the registered one applies, where the bet has one. */
  readonly payOut: CashoutOpening['payOut'];
  readonly requested: Money;
  readonly fingerprint: string;
  /** Of a forced cashout: who wants it and why; kept in its history. */
  readonly by: { readonly actor: string; readonly note: string } | null;
  /** The stake of the ticket it comes with. */
  readonly ticketStake?: Decimal | undefined;
}

interface Refusal {
  readonly code: RefusalCode;
  readonly applies: (bet: Bet, asked: CashoutAsked, repeated: Cashout | undefined) => boolean;
}

/** Refusals of a repeat: the key is known already. */
const ofRepeats: readonly Refusal[] = [
  {
    code: 'idempotency-key-reused',
    applies: (_, asked, repeated) =>
      repeated?.fingerprint !== asked.fingerprint ||
      haveOtherCurrencies(repeated.requested, asked.requested) ||
      haveOtherCurrencies(repeated.stake, asked.stake),
  },
  { code: 'request-in-progress', applies: (_, __, repeated) => repeated?.status === 'pending' },
];

/** Refusals of a new request, in the order they are checked: the first that applies is the answer. */
const ofNewRequests: readonly Refusal[] = [
  {
    code: 'bet-not-registered',
    applies: ({ provider, registration }) => capabilities[provider].decidesHere && registration === null,
  },
  {
    code: 'player-missing',
    applies: ({ provider, registration }, { playerId }) =>
      capabilities[provider].playerRequired && playerId === null && registration === null,
  },
  {
    code: 'player-differs',
    applies: ({ registration }, { playerId }) =>
      registration !== null && playerId !== null && playerId !== registration.playerId,
  },
  {
    code: 'currency-differs',
    applies: ({ registration }, { requested, stake }) =>
      registration !== null &&
      [requested, stake].some((amount) => amount !== null && amount.currency !== registration.stake.currency),
  },
  {
    code: 'ticket-stake-differs',
    applies: ({ registration }, { ticketStake }) =>
      registration !== null && ticketStake !== undefined && ticketStake !== registration.stake.value,
  },
  {
    // BETCORE's call closes its bet: what is left could never be paid, and the part has no other way to the player.
    code: 'pay-out-not-supported',
    applies: (bet, { kind, payOut }) => kind === 'partial' && payOutOf(bet, payOut) !== null,
  },
  {
    code: 'pay-out-differs',
    applies: ({ registration }, { payOut }) => {
      const registered = registration?.payOut?.betcoreBetId;
      return payOut !== null && registered !== undefined && payOut.betcoreBetId !== registered;
    },
  },
  {
    // BETCORE's wire is JSON numbers.
    code: 'pay-out-amount-too-long',
    applies: (bet, { requested, payOut }) =>
      payOutOf(bet, payOut) !== null && toJsonNumber(requested.value) === undefined,
  },
  { code: 'cashout-in-progress', applies: (bet) => cashoutInProgress(bet) !== undefined },
  { code: 'bet-already-cashed-out', applies: (bet) => isCashedOut(bet) },
  { code: 'bet-closed', applies: (bet) => bet.closed !== null },
  { code: 'stake-exceeded', applies: (bet, { stake }) => passesRemainingStake(bet, stake) },
  {
    code: 'too-many-cashouts',
    applies: (bet) =>
      bet.cashouts.filter(({ origin }) => origin === 'operator').length >= maxRequestedCashouts,
  },
];

export const refusalOrder: readonly RefusalCode[] = [...ofRepeats, ...ofNewRequests].map(({ code }) => code);

export type Judged =
  | { readonly outcome: 'new' }
  | { readonly outcome: 'repeat'; readonly cashout: Cashout }
  | { readonly outcome: 'refused'; readonly code: RefusalCode };

/** Says whether a request may start, repeats an earlier one, or is refused and why. */
export function judgeRequest(bet: Bet, asked: CashoutAsked): Judged {
  const repeated = findCashout(bet, asked.cashoutId);
  const refusals = repeated === undefined ? ofNewRequests : ofRepeats;
  const refusal = refusals.find(({ applies }) => applies(bet, asked, repeated));
  if (refusal !== undefined) return { outcome: 'refused', code: refusal.code };
  return repeated === undefined ? { outcome: 'new' } : { outcome: 'repeat', cashout: repeated };
}

/** Only where both are known: an amount without one is of whatever currency the other is. */
function haveOtherCurrencies(one: Money | null, other: Money | null): boolean {
  const [first, second] = [one?.currency ?? null, other?.currency ?? null];
  return first !== null && second !== null && first !== second;
}

function passesRemainingStake(bet: Bet, stake: Money | null): boolean {
  const remaining = remainingStake(bet);
  return stake !== null && remaining !== null && compareMoney(stake, remaining) > 0;
}
