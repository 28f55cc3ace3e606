import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparePayOut, signedHeaders } from '../../../../lib/adapters/betcore/pay-out-call.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { type Decimal, decimal } from '../../../../lib/domain/money/decimal.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import type { PayOutRequest } from '../../../../lib/ports/pay-out-provider.ts';
import { anyDecimal } from '../../../support/arbitraries.ts';
import { aSettings, sample, sampleSignature, sampleTime } from './betcore-world.ts';

const euros = (value: string) => money(decimal(value), 'EUR' as Currency);
const request: PayOutRequest = {
  sessionId: 's1',
  betcoreBetId: '4178696881',
  amount: euros('55.25'),
  winOdd: decimal('11.05'),
};
const prepared = (changes: Partial<PayOutRequest> = {}) => preparePayOut({ ...request, ...changes });

describe('preparePayOut', () => {
  it("Given the page's sample, then its path and its body, compact", () => {
    expect(prepared()).toEqual({ kind: 'ready', path: sample.path, body: sample.body });
  });

  it('Given no odd, then the body has none', () => {
    expect(prepared({ winOdd: null })).toMatchObject({ body: '{"betId":"4178696881","winAmount":55.25}' });
  });

  it('Given any amount, then its digits exactly where a double holds them all, else nothing', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const digits = value.replace('.', '').replace(/^0+|0+$/g, '').length;
        const call = prepared({ amount: euros(value) });
        if (digits > 15) expect(call.kind).toBe('invalid');
        else
          expect(call).toMatchObject({ body: `{"betId":"4178696881","winAmount":${value},"winOdd":11.05}` });
      }),
    );
  });

  it.each([
    ['16 digits', { amount: euros('12345678901234.56') }, 'the amount'],
    ['16 digits after the point', { amount: euros('0.1234567890123456') }, 'the amount'],
    ['an amount below 0', { amount: { ...euros('1'), value: '-1' as Decimal } }, 'the amount'],
    ['an odd of 16 digits', { winOdd: decimal('1.210000000000001') }, 'the odd'],
    ['no session', { sessionId: '' }, 'the session id'],
    ['a session that leads elsewhere', { sessionId: '..' }, 'the session id'],
    ['a session that leads nowhere', { sessionId: '.' }, 'the session id'],
    ['half a surrogate pair', { sessionId: '\ud800' }, 'the session id'],
  ])('Given %s, then nothing is to be sent, and why', (_, changes, why) => {
    const call = prepared(changes);
    expect(call.kind).toBe('invalid');
    expect(call).toMatchObject({ evidence: expect.stringContaining(why) });
  });

  it.each([
    ['15 digits', '1234567890123.45'],
    ['many zeros', '100000000000000000000000'],
    ['a loss', '0'],
    ['the smallest', '0.000000000001'],
  ])('Given %s, then they are sent as they are', (_, value) => {
    expect(prepared({ amount: euros(value) })).toMatchObject({
      kind: 'ready',
      body: `{"betId":"4178696881","winAmount":${value},"winOdd":11.05}`,
    });
  });

  it('Given ids with characters that mean something, then they mean nothing', () => {
    expect(prepared({ sessionId: 'a/b?c#d%2e $&', betcoreBetId: '"}' })).toEqual({
      kind: 'ready',
      path: '/v1/sessions/a%2Fb%3Fc%23d%252e%20%24%26/bets/pay-out',
      body: '{"betId":"\\"}","winAmount":55.25,"winOdd":11.05}',
    });
  });
});

describe('signedHeaders', () => {
  it("Given the page's request, then its headers, signed over the very body", () => {
    const call = { kind: 'ready', path: sample.path, body: sample.body } as const;
    const attempt = { requestId: sample.requestId, now: sampleTime };
    expect(signedHeaders(call, attempt, aSettings())).toEqual({
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-Counterparty-Id': sample.counterpartyId,
      'X-Timestamp': '1719766120806',
      'X-Request-Id': sample.requestId,
      'X-Sign': sampleSignature,
    });
  });
});
