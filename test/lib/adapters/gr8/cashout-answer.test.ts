import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeAnswer, type Sent } from '../../../../lib/adapters/gr8/cashout-answer.ts';
import type { PostResult } from '../../../../lib/adapters/http/post-once.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { betId } from './gr8-hub.ts';

const sent: Sent = {
  kind: 'full',
  guid: betId,
  amount: { value: decimal('99'), currency: null },
  authorization: 'Bearer s3cret',
};

const answered = (status: number, body: string): PostResult => ({
  kind: 'answered',
  status,
  headers: {},
  body,
});

/** A member's literals, each with whether a Success may have it. */
const member = (good: readonly string[], bad: readonly string[]) =>
  fc.constantFrom(
    ...good.map((literal) => ({ literal, good: true })),
    ...bad.map((literal) => ({ literal, good: false })),
  );

const ids = member(
  [`"${betId}"`, `"${betId.toUpperCase()}"`, `"${betId.replaceAll('-', '')}"`],
  ['null', '7', '""', `"${betId}0"`, '"00000000-0000-4000-8000-000000000000"', `["${betId}"]`],
);
const amounts = member(
  ['99', '99.0', '0.01', '1e2', '"99.5"', '123456789012345'],
  [
    '0',
    '0.000',
    '-99',
    'null',
    'true',
    '"x"',
    '""',
    '[99]',
    '{}',
    '1234567890123456',
    '99.00000000000001',
    '1e99',
  ],
);
const results = member(
  ['"Success"', '"success"', '1', '"1"'],
  ['0', '-1', '2', '1.0', 'true', 'null', '"Succes"', '"Unknown"', '""', '["Success"]'],
);

it('accepts exactly the bodies all of whose members are those of a Success', () => {
  fc.assert(
    fc.property(
      ids,
      amounts,
      results,
      fc.constantFrom(200, 200, 201, 202, 302, 400, 500),
      (id, amount, said, status) => {
        const body = `{"betId":${id.literal},"amount":${amount.literal},"result":${said.literal}}`;
        const verdict = judgeAnswer(answered(status, body), sent);
        expect(verdict.outcome === 'accepted').toBe(status === 200 && id.good && amount.good && said.good);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('takes nothing out of an answer that is none', () => {
  const status = fc.integer({ min: 100, max: 599 });
  fc.assert(
    fc.property(status, fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (code, body) => {
      const expected =
        code === 400 ? 'declined' : code === 401 ? 'unauthorized' : code === 429 ? 'never-sent' : 'unclear';
      expect(judgeAnswer(answered(code, body), sent).outcome).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

it('knows a POST that never left from one without an answer', () => {
  expect(judgeAnswer({ kind: 'not-sent', cause: 'ECONNREFUSED' }, sent)).toMatchObject({
    outcome: 'never-sent',
    reason: { code: 'provider-unreachable' },
    evidence: 'not sent: ECONNREFUSED',
  });
  expect(judgeAnswer({ kind: 'no-answer', cause: 'ECONNRESET' }, sent)).toEqual({
    outcome: 'unclear',
    evidence: 'no answer: ECONNRESET',
  });
});
