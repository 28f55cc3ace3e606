import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmountsAnswer } from '../../../../lib/adapters/gr8/amounts-answer.ts';
import { readJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { ProviderQuote } from '../../../../lib/domain/quote/quote.ts';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';

const guid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const code = (quote: ProviderQuote) => (quote.status === 'unavailable' ? quote.reason.code : 'available');

describe('one element of the answer', () => {
  const read = (element: string) => readAmountsAnswer(readJsonWithNumberLiterals(`[${element}]`))(guid(1));
  const id = `"betId":"${guid(1)}"`;

  it.each<[string, string, ReasonCode | 'available']>([
    ['available', `{${id},"isAvailable":true,"amount":12.5}`, 'available'],
    ['not available', `{${id},"isAvailable":false,"amount":12.5}`, 'market-suspended'],
    ['not available, no amount', `{${id},"isAvailable":false,"amount":null}`, 'market-suspended'],
    ['available without an amount', `{${id},"isAvailable":true}`, 'provider-error'],
    ['available with null', `{${id},"isAvailable":true,"amount":null}`, 'provider-error'],
    ['available with a negative amount', `{${id},"isAvailable":true,"amount":-1}`, 'provider-error'],
    ['available with words', `{${id},"isAvailable":true,"amount":"lots"}`, 'provider-error'],
    ['available past 15 digits', `{${id},"isAvailable":true,"amount":92.30000000000001}`, 'provider-error'],
    ['neither available nor not', `{${id},"amount":12.5}`, 'provider-error'],
    ['of no known bet', `{"isAvailable":true,"amount":12.5}`, 'provider-error'],
    ['of another bet', `{"betId":"${guid(2)}","isAvailable":true,"amount":12.5}`, 'bet-not-found'],
    ['nothing', 'null', 'provider-error'],
  ])('%s', (_, element, expected) => {
    expect(code(read(element))).toBe(expected);
  });

  it.each<[string, string, Extract<ProviderQuote, { status: 'available' }>['partial']]>([
    ['none told', '', null],
    [
      'told with a ratio',
      ',"isPartialCashoutAvailable":true,"partialCashoutOdd":2.5',
      { available: true, ratio: decimal('2.5') },
    ],
    ['told without one', ',"isPartialCashoutAvailable":true', { available: true, ratio: null }],
    [
      'not offered',
      ',"isPartialCashoutAvailable":false,"partialCashoutOdd":null',
      { available: false, ratio: null },
    ],
    [
      'a ratio past 15 digits',
      ',"isPartialCashoutAvailable":true,"partialCashoutOdd":0.99800099999999999',
      { available: true, ratio: null },
    ],
  ])('with partial cashout: %s', (_, members, partial) => {
    expect(read(`{${id},"isAvailable":true,"amount":1${members}}`)).toMatchObject({ partial });
  });

  it('passes on whether an open bet is offered, and gates nothing on it', () => {
    expect(read(`{${id},"isAvailable":true,"amount":1,"isAvailableOpenBet":false}`)).toMatchObject({
      status: 'available',
      openBetAvailable: false,
    });
  });

  it('spoils no other one, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (garbage) => {
        const sound = { betId: guid(1), isAvailable: true, amount: '5' };
        expect(readAmountsAnswer([garbage, sound])(guid(1))).toMatchObject({
          status: 'available',
          amount: '5',
        });
      }),
    );
  });
});
