import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostResult } from '../../../../lib/adapters/http/post-once.ts';
import { judgePrice } from '../../../../lib/adapters/oddsgigant/price-answer.ts';
import { oddsgigantSettingsSchema } from '../../../../lib/adapters/oddsgigant/settings.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { Ticket } from '../../../../lib/domain/pricing/ticket.ts';
import { reason } from '../../../../lib/domain/reasons.ts';
import { sample, valid } from '../../domain/pricing/tickets.ts';

const { ticket } = valid(sample);

function judge(result: PostResult, settings: object = {}, asked: Ticket = ticket) {
  const parsed = oddsgigantSettingsSchema.parse({ licenceKey: 'secret-key', ...settings });
  return judgePrice(result, { ticket: asked, referenceId: 'ref-1', settings: parsed });
}

const answered = (status: number, body: string): PostResult => ({
  kind: 'answered',
  status,
  headers: {},
  body,
});
const ok = (body: unknown) => answered(200, typeof body === 'string' ? body : JSON.stringify(body));

describe('judgePrice', () => {
  it.each([
    ['a number', '4.2'],
    ['a number of doubles', '4.2000000000000002'],
    ['a number a double fell short of', '4.199999999999999999'],
    ['a JSON text', '"4.20"'],
    ['a text with blanks', '" 4.20 "'],
    ['cashout', '{"cashout":4.2}'],
    ['cashOut, in another case', '{"cashOut":"4.20"}'],
    ['cashoutValue', '{"cashoutValue":4.2}'],
    ['caValue', '{"caValue":4.2}'],
    ['value', '{"value":4.2}'],
    ['amount', '{"amount":4.2}'],
    ['a success', '{"success":true,"referenceID":"ref-1","cashout":4.2,"reason":null}'],
    ['the first that holds anything', '{"cashout":null,"value":4.2,"amount":"n/a"}'],
    ['a success in words', '{"success":"True","cashout":4.2}'],
    ['a success of 1', '{"success":1,"cashout":4.2}'],
    ['an error that is none', '{"error":null,"cashout":4.2}'],
    ['more digits than are paid', '4.209'],
    ['an exponent', '42e-1'],
  ])('Given %s, then the price', (_, body) => {
    expect(judge(ok(body))).toEqual({ outcome: 'priced', value: '4.2' });
  });

  it('Given other members in the settings, then those count and no others', () => {
    const settings = { priceMembers: ['Payout'] };
    expect(judge(ok({ payout: 4.2 }), settings)).toMatchObject({ value: '4.2' });
    expect(judge(ok({ cashout: 4.2 }), settings)).toMatchObject({ outcome: 'failed' });
  });

  it.each([
    ['0', null],
    ['"0.00"', null],
    ['0.009', null],
    ['{"success":false}', null],
    ['{"success":null,"cashout":4.2}', null],
    ['{"success":"no","cashout":4.2}', null],
    ['{"success":"","cashout":4.2}', null],
    ['{"success":0,"cashout":4.2}', null],
    ['{"success":2,"cashout":4.2}', null],
    ['{"success":{},"cashout":4.2}', null],
    ['{"success":"false","cashout":4.2}', null],
    ['{"success":false,"cashout":0,"reason":"tip-lost"}', reason('tip-lost')],
    ['{"cashout":0,"reason":""}', null],
    [
      '{"success":false,"reason":"Bet is\\nsuspended"}',
      reason('provider-rejected', { code: null, message: 'Bet is suspended', restrictions: [] }),
    ],
    ['{"success":false,"reason":"secret-key is wrong"}', null],
    ['{"success":false,"reason":{"code":7}}', null],
  ])('Given %s, then no cashout, and why where that is told', (body, why) => {
    expect(judge(ok(body))).toEqual({ outcome: 'refused', reason: why });
  });

  it.each([
    ['', 'unreadable'],
    ['<html>', 'unreadable'],
    ['{"cashout":', 'unreadable'],
    ['null', 'unreadable'],
    ['true', 'unreadable'],
    ['-4.2', 'unreadable'],
    ['"4,20"', 'unreadable'],
    ['[4.2]', 'unreadable'],
    ['{}', 'unreadable'],
    ['{"success":true}', 'unreadable'],
    ['{"cashout":{"value":4.2}}', 'unreadable'],
    ['{"cashout":-1,"value":4.2}', 'unreadable'],
    ['{"cashout":1e999,"value":4.2}', 'unreadable'],
    ['{"cashout":"n/a","amount":4.2}', 'unreadable'],
    ['{"cashout":"","amount":4.2}', 'unreadable'],
    ['{"cashout":{},"amount":4.2}', 'unreadable'],
    ['{"cashout":false,"amount":4.2}', 'unreadable'],
    ['{"error":"odds are old","cashout":4.2}', 'answered an error'],
    ['{"success":true,"Error":{"code":7},"cashout":4.2}', 'answered an error'],
    ['{"referenceID":"ref-2","cashout":4.2}', 'answered another request'],
    // The ticket allows 5000: what is above it is something else.
    ['{"value":1719826277}', 'answered more than the ticket allows'],
    ['5000.01', 'answered more than the ticket allows'],
    // It wins 9.15.
    ['9.16', 'answered more than the ticket can win'],
  ])('Given %s, then nobody knows a price', (body, cause) => {
    expect(judge(ok(body))).toMatchObject({
      outcome: 'failed',
      reason: reason('provider-error'),
      cause: expect.stringContaining(cause),
    });
  });

  it.each([
    ['9.15', false, '1', '9.15'],
    ['9.150001', false, '1', undefined],
    // Raised to the smallest amount, a price may be more than what can be won.
    ['20', true, '20', '20'],
    ['20.01', true, '20', undefined],
    ['20', false, '20', undefined],
  ])(
    'Given %s where 9.15 can be won, prices are set to the limits (%s) and the lower one is %s, then %s',
    (...row) => {
      const [body, isRaised, minCaValue, value] = row;
      const limits = { ...sample.caSettings, minCaValue: decimal(minCaValue), noCaOutOfLimits: !isRaised };
      const limited = valid({ ...sample, caSettings: limits }).ticket;
      expect(judge(ok(body), {}, limited)).toMatchObject(
        value === undefined ? { outcome: 'failed', reason: reason('provider-error') } : { value },
      );
    },
  );

  it.each<[PostResult, string]>([
    [answered(401, ''), 'provider-error'],
    [answered(403, '4.2'), 'provider-error'],
    [answered(429, ''), 'provider-throttled'],
    [answered(400, '{}'), 'provider-rejected'],
    [answered(422, '{}'), 'provider-rejected'],
    [answered(404, ''), 'provider-error'],
    [answered(302, ''), 'provider-error'],
    [answered(500, '4.2'), 'provider-error'],
    [{ kind: 'no-answer', cause: 'deadline' }, 'provider-unreachable'],
    [{ kind: 'not-sent', cause: 'ECONNREFUSED' }, 'provider-unreachable'],
  ])('Given %j, then %s', (result, code) => {
    expect(judge(result)).toMatchObject({ outcome: 'failed', reason: { code } });
  });

  it('Given a status the settings call a wrong key, then its cause says so, and never the key', () => {
    const judged = judge(answered(200, '0'), { wrongAuthStatuses: [200] });
    expect(judged).toMatchObject({ outcome: 'failed', cause: expect.stringContaining('licence key') });
    expect(JSON.stringify(judged)).not.toContain('secret-key');
  });

  it('Given any text, then an outcome, never a price past the limit, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const judged = judge(ok(text));
        return judged.outcome !== 'priced' || Number(judged.value) <= 9.15;
      }),
      { numRuns: 1_000 },
    );
  });
});
