import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostResult } from '../../../../lib/adapters/http/post-once.ts';
import { judgeAnswer, type Sent } from '../../../../lib/adapters/odds88/cashout-answer.ts';
import { assumedRejections } from '../../../../lib/adapters/odds88/rejections.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { betId } from './odds88-hub.ts';

const sent: Sent = {
  call: { betId, precision: 4, currency: 'USD' as Currency },
  authorization: 'Bearer s3cret',
  rejections: assumedRejections,
};

const answered = (status: number, body: string): PostResult => ({
  kind: 'answered',
  status,
  headers: {},
  body,
});

/** A member's literals, each with whether a success may have it. */
const member = (good: readonly string[], bad: readonly string[]) =>
  fc.constantFrom(
    ...good.map((literal) => ({ literal, good: true })),
    ...bad.map((literal) => ({ literal, good: false })),
  );

const successes = member(['true'], ['"true"', '1', 'null', '[true]', '{}', '"yes"']);
const ids = member([`"${betId}"`], ['null', '7', '""', '"ID1"', `"${betId} "`, '"id2"', `["${betId}"]`]);
const amounts = member(
  ['40000', '1', '999999999999999', '"40000"'],
  ['0', '-40000', '40000.0', '4e4', 'null', 'true', '"x"', '""', '[40000]', '{}', '1000000000000001'],
);
const reasons = fc.constantFrom('null', '"text"', '""');
const spellings = fc.constantFrom(
  ['success', 'reason', 'payload', 'betId', 'localAmount'],
  ['Success', 'Reason', 'Payload', 'BetId', 'LocalAmount'],
  ['SUCCESS', 'REASON', 'PAYLOAD', 'BETID', 'LOCALAMOUNT'],
);

describe('the answer to a cashout', () => {
  it('Given a body, Then it is accepted exactly when all of its members are those of a success for this bet', () => {
    fc.assert(
      fc.property(
        spellings,
        successes,
        reasons,
        ids,
        amounts,
        fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 500),
        (names, success, why, id, amount, status) => {
          const [s, r, p, b, l] = names;
          const payload = `{"${b}":${id.literal},"${l}":${amount.literal}}`;
          const body = `{"${s}":${success.literal},"${r}":${why},"${p}":${payload}}`;
          const verdict = judgeAnswer(answered(status, body), sent);
          const good = status === 200 && success.good && id.good && amount.good;
          expect(verdict.outcome).toBe(good ? 'accepted' : 'unclear');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('Given an answer that is none, Then nothing is taken out of it', () => {
    const status = fc.integer({ min: 100, max: 599 });
    fc.assert(
      fc.property(status, fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (code, body) => {
        const expected = code === 401 ? 'unauthorized' : code === 429 ? 'never-sent' : 'unclear';
        expect(judgeAnswer(answered(code, body), sent).outcome).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('Given no answer, Then a POST that never left is told from one that did', () => {
    expect(judgeAnswer({ kind: 'not-sent', cause: 'ECONNREFUSED' }, sent)).toEqual({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable', provider: null },
      evidence: 'not sent: ECONNREFUSED',
    });
    expect(judgeAnswer({ kind: 'no-answer', cause: 'ECONNRESET' }, sent)).toEqual({
      outcome: 'unclear',
      evidence: 'no answer: ECONNRESET',
    });
  });

  it.each([
    [0, '40000', '40000'],
    [4, '40000', '4'],
    [4, '40001', '4.0001'],
    [4, '1', '0.0001'],
    [18, '1', '0.000000000000000001'],
    [18, '123456789012345', '0.000123456789012345'],
    [2, '999999999999999', '9999999999999.99'],
  ])('Given the precision %i, Then %s is exactly %s', (precision, literal, value) => {
    const body = `{"success":true,"reason":null,"payload":{"betId":"${betId}","localAmount":${literal}}}`;
    const verdict = judgeAnswer(answered(200, body), { ...sent, call: { ...sent.call, precision } });
    expect(verdict).toEqual({ outcome: 'accepted', amount: { value, currency: 'USD' } });
  });
});

describe('the text of a no', () => {
  const no = (text: string) =>
    judgeAnswer(answered(200, JSON.stringify({ success: false, reason: text })), sent);

  it('Given a text, Then it is kept beside its code', () => {
    expect(no('Market\r\nsuspended')).toEqual({
      outcome: 'declined',
      reason: {
        code: 'market-suspended',
        provider: { code: null, message: 'Market suspended', restrictions: [] },
      },
    });
  });

  it('Given a text without end, Then 500 characters of it are kept, and its end is heeded', () => {
    const verdict = no(`${'x'.repeat(600)} suspended`);
    expect(verdict).toMatchObject({ reason: { code: 'market-suspended' } });
    expect(verdict).toMatchObject({ reason: { provider: { message: 'x'.repeat(500) } } });
  });

  it('Given a text that repeats the credential, Then it is not kept', () => {
    expect(no('suspended: s3cret')).toEqual({
      outcome: 'declined',
      reason: { code: 'market-suspended', provider: { code: null, message: null, restrictions: [] } },
    });
  });
});
