import { describe, expect, it } from 'vitest';
import { toCashoutEvent } from '../../../../lib/contracts/events/cashout-event.ts';
import { toBetResource, toCashoutResource } from '../../../../lib/contracts/http/resources.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { aRegistration } from '../../../support/builders.ts';
import { accept, anOrder, betWith } from '../../../support/callbacks.ts';
import { aPayOut, asked, payOutBetId } from '../../../support/pay-outs.ts';

const currencies = knownCurrencies();
const payOut = { sessionId: 'secret-session', betcoreBetId: payOutBetId };
const bet = accept(betWith([], { registration: aRegistration({ payOut }) }), anOrder('o1'));
const [cashout] = bet.cashouts;
if (cashout === undefined) throw new Error('it was accepted');
const { provider, betId } = bet;
const owner = { provider, betId, cashoutId: 'o1' };
const paid = aPayOut('paid', { asked: asked('o1', { owner }) });
const read = new Map([[payOutBetId, paid]]);

describe('what is shown of a pay-out', () => {
  it('Given its item was read, then the cashout says what has become of it', () => {
    expect(toCashoutResource(bet, cashout, currencies, read).payOut).toEqual({
      via: 'betcore',
      betcoreBetId: payOutBetId,
      status: 'paid',
      transactionId: '389',
    });
    expect(toBetResource(bet, currencies, read).cashouts[0]?.payOut).toMatchObject({ status: 'paid' });
  });

  it('Given it was not, then what the cashout itself knows', () => {
    expect(toCashoutResource(bet, cashout, currencies).payOut).toMatchObject({ status: 'due' });
  });

  it('Given a cashout without one, then null', () => {
    const other = { ...cashout, payOut: null };
    expect(toCashoutResource(bet, other, currencies, read).payOut).toBeNull();
  });

  it('Given a registration, then it is shown as it was told', () => {
    expect(toBetResource(bet, currencies, read).registration).toMatchObject({
      payOut: { via: 'betcore', ...payOut },
    });
  });

  it('Given an event, then it names the BETCORE bet and never the session', () => {
    const events = bet.outbox.map((entry) => toCashoutEvent(bet, entry, currencies));
    expect(events.map(({ detail }) => detail.data.payOut)).toEqual([
      { via: 'betcore', betcoreBetId: payOutBetId },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret-session');
  });
});
