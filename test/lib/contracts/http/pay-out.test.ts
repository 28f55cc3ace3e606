import { describe, expect, it } from 'vitest';
import type { HttpContract } from '../../../../lib/contracts/http/contract.ts';
import { registerBetContract } from '../../../../lib/contracts/http/register-bet.ts';
import { requestCashoutContract } from '../../../../lib/contracts/http/request-cashout.ts';
import { requestForcedCashoutContract } from '../../../../lib/contracts/http/request-forced-cashout.ts';
import { requestPartialCashoutContract } from '../../../../lib/contracts/http/request-partial-cashout.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { eur } from '../../../support/builders.ts';

const amount = { value: '99.00', currency: 'EUR' };
const told = { via: 'betcore', sessionId: 's1', betcoreBetId: '4178696881' };
const read = { sessionId: 's1', betcoreBetId: '4178696881' };

/** What the contract makes of a body with this pay-out, or the places it finds fault with. */
function readBy(contract: HttpContract<unknown>, payOut: unknown) {
  const bodies = {
    'register-bet': { playerId: 'p1', stake: amount },
    'request-cashout': { playerId: 'p1', amount },
    'request-partial-cashout': { playerId: 'p1', amount, stake: amount },
    'request-forced-cashout': { playerId: 'p1', amount, actor: 'jo', reason: 'goodwill' },
  };
  const body = { ...bodies[contract.id as keyof typeof bodies], ...(payOut === undefined ? {} : { payOut }) };
  const path = { provider: 'odds88', betId: 'id1' };
  const parsed = contract.input(knownCurrencies()).safeParse({ path, query: {}, body });
  if (parsed.success) return (parsed.data as { body: { payOut: unknown } }).body.payOut;
  return parsed.error.issues.map((issue) => issue.path.slice(1).join('.'));
}

const requests = [requestCashoutContract, requestForcedCashoutContract];

describe('the pay-out a body asks for', () => {
  it.each([registerBetContract, ...requests])('Given none or null, then none: $id', (contract) => {
    expect(readBy(contract, undefined)).toBeNull();
    expect(readBy(contract, null)).toBeNull();
  });

  it('Given one, then it is read; only a request tells a stake', () => {
    const stake = { value: '100', currency: 'EUR' };
    expect(readBy(registerBetContract, { ...told, stake })).toEqual(read);
    for (const contract of requests) {
      expect(readBy(contract, told)).toEqual({ ...read, stake: null });
      expect(readBy(contract, { ...told, stake: null })).toEqual({ ...read, stake: null });
      expect(readBy(contract, { ...told, stake })).toEqual({ ...read, stake: eur('100') });
    }
  });

  it.each([
    ['another way', { ...told, via: 'gr8' }, 'payOut.via'],
    ['no way', { ...told, via: undefined }, 'payOut.via'],
    ['no session', { ...told, sessionId: undefined }, 'payOut.sessionId'],
    ['a session with a slash', { ...told, sessionId: 's/1' }, 'payOut.sessionId'],
    ['a session that changes the path', { ...told, sessionId: '..' }, 'payOut.sessionId'],
    ['a long session', { ...told, sessionId: 's'.repeat(129) }, 'payOut.sessionId'],
    ['no bet', { ...told, betcoreBetId: undefined }, 'payOut.betcoreBetId'],
    ['a bet that is a number', { ...told, betcoreBetId: 4178696881 }, 'payOut.betcoreBetId'],
    ['a session that ends with a space', { ...told, sessionId: 's1 ' }, 'payOut.sessionId'],
    ['a bet that ends with a space', { ...told, betcoreBetId: '77 ' }, 'payOut.betcoreBetId'],
    ['a bet that begins with one', { ...told, betcoreBetId: ' 77' }, 'payOut.betcoreBetId'],
    ['a bet that separates keys', { ...told, betcoreBetId: 'a#b' }, 'payOut.betcoreBetId'],
    ['a text', 'betcore', 'payOut'],
  ])('Given %s, then its place is named', (_, payOut, place) => {
    for (const contract of [registerBetContract, ...requests]) {
      expect(readBy(contract, payOut)).toEqual([place]);
    }
  });

  it.each([
    ['of nothing', { value: '0', currency: 'EUR' }, 'payOut.stake.value'],
    ['that is a number', { value: 100, currency: 'EUR' }, 'payOut.stake.value'],
    ['of another currency', { value: '100', currency: 'USD' }, 'payOut.stake.currency'],
  ])('Given a stake %s, then its place is named', (_, stake, place) => {
    for (const contract of requests) expect(readBy(contract, { ...told, stake })).toEqual([place]);
  });

  it('Given a part, then whatever is asked for is kept to be refused', () => {
    for (const payOut of [told, 'betcore', {}]) {
      expect(readBy(requestPartialCashoutContract, payOut)).toEqual(payOut);
    }
  });
});
