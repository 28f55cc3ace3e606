import { toCashoutResource } from '../../contracts/http/resources.ts';
import { isOpen } from '../../domain/cashout/cashout.ts';
import type { Currencies } from '../../domain/money/currency.ts';
import type { RequestRefused } from '../../use-cases/open-cashout.ts';
import type { RequestCashoutResult } from '../../use-cases/request-cashout.ts';
import type { HttpAnswer } from './http-operation.ts';
import { invalidRequest, type Problem, tooLongForPayOut } from './problems.ts';

/** How soon a running request is worth asking for again: most providers answer within two seconds. */
const askAgainAfterSeconds = 2;

/**
 * 201 with the cashout when it ended, 202 while it has not, 200 for a replay as it is now, a problem for a
 * refusal. A provider's no is a result, not an error.
 */
export function toCashoutAnswer(result: RequestCashoutResult, currencies: Currencies): HttpAnswer {
  if (result.outcome === 'refused') return { problem: toProblem(result.code) };
  const { bet, cashout } = result;
  const body = toCashoutResource(bet, cashout, currencies);
  const location = `/v1/bets/${bet.provider}/${encodeURIComponent(bet.betId)}/cashouts/${cashout.cashoutId}`;
  if (result.outcome === 'replayed') {
    return { status: 200, body, headers: { location, 'idempotency-replayed': 'true' } };
  }
  return { status: isOpen(cashout) ? 202 : 201, body, headers: { location } };
}

type Code = RequestRefused['code'];

function toProblem(code: Code): Problem {
  switch (code) {
    case 'player-missing':
      return invalidRequest([{ path: 'playerId', message: 'is required unless the bet is registered' }]);
    case 'player-differs':
      return invalidRequest([{ path: 'playerId', message: 'is not the player this bet is registered for' }]);
    case 'currency-differs':
      return invalidRequest([
        { path: 'amount.currency', message: 'is not the currency this bet is registered in' },
      ]);
    case 'ticket-stake-differs':
      return invalidRequest([
        { path: 'ticket.stake', message: 'is not the stake this bet is registered with' },
      ]);
    case 'pay-out-differs':
      return invalidRequest([
        { path: 'payOut.betcoreBetId', message: 'is not the BETCORE bet this bet is registered with' },
      ]);
    case 'pay-out-amount-too-long':
      return tooLongForPayOut();
    default:
      return { code, ...refusalTexts[code] };
  }
}

type Answered = Exclude<
  Code,
  | 'player-missing'
  | 'player-differs'
  | 'currency-differs'
  | 'ticket-stake-differs'
  | 'pay-out-differs'
  | 'pay-out-amount-too-long'
>;

const refusalTexts: Readonly<Record<Answered, { detail: string; retryAfterSeconds?: number }>> = {
  'idempotency-key-reused': {
    detail: 'This Idempotency-Key came with another body before. Send a fresh key for a new request.',
  },
  'request-in-progress': {
    detail: 'Repeat the call with the same key in a moment to get its result.',
    retryAfterSeconds: askAgainAfterSeconds,
  },
  'bet-not-registered': {
    detail:
      'The hub decides this cashout itself. PUT the bet first: its owner, stake and currency must be known.',
  },
  'pay-out-not-supported': {
    detail:
      'The bet is registered with a pay-out, which closes its bet at BETCORE: a part of it could not be paid to the ' +
      'player. Cash it out whole.',
  },
  'pay-out-already-attached': {
    detail: 'Another cashout has this BETCORE bet, which is paid once. Nothing was cashed out.',
  },
  'cashout-in-progress': { detail: 'GET the bet to see which cashout is open; it must end first.' },
  'bet-already-cashed-out': { detail: 'Nothing of this bet is left to cash out.' },
  'bet-closed': { detail: 'The bet was closed for cashouts. GET the bet to see by whom and why.' },
  'stake-exceeded': { detail: 'The accepted partial cashouts leave less stake than this asks for.' },
  'too-many-cashouts': { detail: 'No more cashouts can be requested for this bet.' },
};
