import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../../lib/contracts/json-text.ts';
import {
  invalidAnswer,
  notLetInAnswer,
  paidAnswer,
  rejectedAnswer,
  undeterminedAnswer,
  unreadAnswer,
} from '../../../../lib/contracts/native/betcore-answers.ts';
import { betcorePayOutContract } from '../../../../lib/contracts/native/betcore-pay-out.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';

const headers = {
  'x-counterparty-id': 'c',
  'x-timestamp': '1719766120806',
  'x-request-id': '5a0679b6e5fa48f6892c777b0fa92392',
  'x-sign': 'ab',
};
const pageBody = '{\n  "betId": "4178696881",\n  "winAmount": 55.25,\n  "winOdd": 11.05\n}';

function read(body: string, sessionId: string | undefined = 's1', given: object = headers) {
  const path = { sessionId };
  const reading = betcorePayOutContract.read({ headers: { ...given }, query: {}, path, body: () => body });
  if (!reading.ok) throw new Error('the contract refused before it was known who calls');
  return reading.input;
}
const payOutIn = (body: string, sessionId?: string) => read(body, sessionId).readPayOut();
const withAmount = (literal: string) => payOutIn(`{"betId":"b","winAmount":${literal}}`);

describe('the request of a pay-out', () => {
  it("Given the page's, then its four headers, the very body and the path, as they are signed", () => {
    expect(read(pageBody, 'a b').signed).toEqual({
      body: pageBody,
      counterpartyId: 'c',
      timestamp: '1719766120806',
      requestId: '5a0679b6e5fa48f6892c777b0fa92392',
      signature: 'ab',
      method: 'POST',
      path: '/v1/sessions/a%20b/bets/pay-out',
    });
  });

  it('Given no headers, no path, no body, then nothing is refused before it is known who calls', () => {
    const { signed } = read('', undefined, {});
    expect(signed).toMatchObject({
      counterpartyId: '',
      timestamp: '',
      requestId: '',
      signature: '',
      body: '',
    });
  });

  it("Given the page's, then what is to be paid", () => {
    expect(payOutIn(pageBody)).toEqual({
      ok: true,
      payOut: { sessionId: 's1', betId: '4178696881', winAmount: '55.25', winOdd: '11.05' },
    });
  });

  it.each([
    ['no odd', null, '{"betId":"b","winAmount":1}'],
    ['null for an odd', null, '{"betId":"b","winAmount":1,"winOdd":null}'],
    [
      'an odd with noise past its 15th digit',
      '1.21',
      '{"betId":"b","winAmount":1,"winOdd":1.2100000000000002}',
    ],
    ['members nobody knows', null, '{"betId":"b","winAmount":1,"x":{"winOdd":2},"WINODD":3}'],
  ])('Given %s, then the odd %j', (_, winOdd, body) => {
    expect(payOutIn(body)).toMatchObject({ ok: true, payOut: { winAmount: '1', winOdd } });
  });

  it.each([
    ['0', '0'],
    ['0.00', '0'],
    ['1234567890123.45', '1234567890123.45'],
    ['0.000000000000001', '0.000000000000001'],
    ['55.250000000000000000', '55.25'],
    ['1e3', '1000'],
    ['5.525E1', '55.25'],
  ])('Given the amount %s, then exactly %s', (literal, winAmount) => {
    expect(withAmount(literal)).toMatchObject({ ok: true, payOut: { winAmount } });
  });

  it.each([
    '-1',
    '-0.01',
    '12345678901234.56',
    '0.1234567890123456',
    '"55.25"',
    'null',
    'true',
    '[1]',
    '{}',
    '1e99',
    '01',
    '+1',
    'NaN',
  ])('Given the amount %s, then it is invalid', (literal) => {
    expect(withAmount(literal)).toEqual({ ok: false });
  });

  it.each([
    ['no body', ''],
    ['no JSON', '{'],
    ['a comma too many', '{"betId":"b","winAmount":1,}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no bet', '{"winAmount":1}'],
    ['a number for a bet', '{"betId":4178696881,"winAmount":1}'],
    ['an empty bet', '{"betId":"","winAmount":1}'],
    ['a bet that is a path', '{"betId":"a/b","winAmount":1}'],
    ['a bet that is a key', '{"betId":"a#b","winAmount":1}'],
    ['a bet that ends with a space', '{"betId":"77 ","winAmount":1}'],
    ['a bet that begins with one', '{"betId":" 77","winAmount":1}'],
    ['an endless bet', `{"betId":"${'b'.repeat(129)}","winAmount":1}`],
    ['no amount', '{"betId":"b"}'],
    ['a text for an odd', '{"betId":"b","winAmount":1,"winOdd":"2"}'],
    ['an odd below 0', '{"betId":"b","winAmount":1,"winOdd":-2}'],
    [
      'a body too deep',
      `{"betId":"b","winAmount":1,"x":${'[1234567890123456789,'.repeat(10_000)}1${']'.repeat(10_000)}}`,
    ],
  ])('Given %s, then it is invalid', (_, body) => {
    expect(payOutIn(body)).toEqual({ ok: false });
  });

  it.each(['', 'a/b', 'a#b', 's1 ', ' s1', 'ключ', 's'.repeat(129)])(
    'Given the session %j, then it is invalid',
    (sessionId) => {
      expect(payOutIn(pageBody, sessionId)).toEqual({ ok: false });
    },
  );
});

describe('the answers', () => {
  it.each([
    [
      'paid',
      paidAnswer('389', decimal('1588.5')),
      200,
      '{"transactionId":"389","balance":1588.5,"_responseCode":1}',
    ],
    [
      'paid, nobody knows more',
      paidAnswer(null, null),
      200,
      '{"transactionId":null,"balance":null,"_responseCode":1}',
    ],
    [
      'paid, with a balance no JSON number carries',
      paidAnswer('1', decimal('12345678901234.56')),
      200,
      '{"transactionId":"1","balance":null,"_responseCode":1}',
    ],
    ['a no', rejectedAnswer, 200, '{"transactionId":null,"balance":null,"_responseCode":2}'],
    ['unknown', undeterminedAnswer, 500, '{"transactionId":null,"balance":null,"_responseCode":99}'],
    ['invalid', invalidAnswer, 400, '{"transactionId":null,"balance":null,"_responseCode":2}'],
    ['not let in', notLetInAnswer, 401, '{"transactionId":null,"balance":null,"_responseCode":8}'],
    ['too large', unreadAnswer(413), 413, '{"transactionId":null,"balance":null,"_responseCode":2}'],
    [
      'no JSON by its type',
      unreadAnswer(415),
      415,
      '{"transactionId":null,"balance":null,"_responseCode":2}',
    ],
  ])('%s', (_, answer, status, text) => {
    expect([answer.status, jsonText(answer.body)]).toEqual([status, text]);
    expect(answer.contentType).toContain('application/json');
  });
});
