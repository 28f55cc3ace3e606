import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepRestrictions, maxKeptBytes } from '../../../../lib/adapters/databet/keep-restrictions.ts';
import {
  contextRules,
  reasonOfRestrictions,
  restrictionCodes,
  restrictionTypes,
} from '../../../../lib/adapters/databet/restrictions.ts';
import { reasons } from '../../../../lib/domain/reasons.ts';

const root = resolve(import.meta.dirname, '../../../..');

function reasonFor(...restrictions: readonly unknown[]) {
  return reasonOfRestrictions(restrictions, keepRestrictions(restrictions, 1));
}

describe('what a restriction means', () => {
  it.each(restrictionTypes)('Given %s, then a reason of ours, and the restriction as it came', (type) => {
    const restriction = { type, context: { sport_event_id: 'e1' } };
    expect(reasonFor(restriction)).toEqual({
      code: restrictionCodes[type],
      provider: { code: type, message: null, restrictions: [restriction] },
    });
  });

  it('Given the page of restrictions, then there are 21 of them', () => {
    expect(new Set(restrictionTypes).size).toBe(21);
    const page = readFileSync(join(root, 'docs/providers/databet.md'), 'utf8');
    for (const type of restrictionTypes) expect(page).toContain(`\`${type}\``);
  });

  it.each(contextRules)('Given $type with $member $value, then $code', ({ type, member, value, code }) => {
    expect(reasonFor({ type, context: { [member]: value } })?.code).toBe(code);
    expect(reasonFor({ type, context: { [member]: value.toUpperCase() } })?.code).toBe(code);
    expect(reasonFor({ type, context: { [member]: 'else' } })?.code).toBe(restrictionCodes[type]);
    expect(reasonFor({ type, context: { [member]: 4 } })?.code).toBe(restrictionCodes[type]);
  });

  it('Given the reason of a limit, then it is kept', () => {
    const restriction = { type: 'player_limit', context: { reason: 'cash-out-blocked' } };
    expect(reasonFor(restriction)).toMatchObject({
      code: 'player-limited',
      provider: { message: 'cash-out-blocked' },
    });
  });

  it.each<[string, unknown, string | null]>([
    ['a type nobody knows', { type: 'moon_phase', context: { full: true } }, 'moon_phase'],
    ['a name every object has', { type: 'constructor' }, 'constructor'],
    ['a prototype', { type: '__proto__' }, '__proto__'],
    ['no type', { context: {} }, null],
    ['a type that is no text', { type: 7 }, null],
    ['a text', 'market_status', null],
    ['null', null, null],
    ['a list', [], null],
  ])('Given %s, then provider-rejected, and it is kept', (_, restriction, code) => {
    expect(reasonFor(restriction)).toEqual({
      code: 'provider-rejected',
      provider: { code, message: null, restrictions: [restriction] },
    });
  });

  it('Given none, then there is no reason', () => {
    expect(reasonFor()).toBeNull();
  });
});

describe('which of several restrictions decides', () => {
  it.each([
    [['cash_out_refund_amount', 'market_status', 'bet_status'], 'bet-not-open'],
    [['cash_out_refund_amount', 'market_status'], 'market-suspended'],
    [['market_status', 'odd_status'], 'market-suspended'],
    [['odd_status', 'market_status'], 'selection-unavailable'],
    [['moon_phase', 'player_limit'], 'player-limited'],
  ])('Given %j, then %s', (types, code) => {
    const restrictions = types.map((type) => ({ type }));
    const reason = reasonFor(...restrictions);
    expect(reason?.code).toBe(code);
    expect(reason?.provider?.restrictions).toEqual(restrictions);
  });

  it('Given any of them in any order, then none is less worth a retry than the one that decides', () => {
    const finality = ['never', 'later', 'now'];
    const finalityOf = (type: keyof typeof restrictionCodes) =>
      finality.indexOf(reasons[restrictionCodes[type]].retryable);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...restrictionTypes), { minLength: 1 }), (types) => {
        const reason = reasonFor(...types.map((type) => ({ type })));
        expect(finality.indexOf(reasons[reason?.code ?? 'price-changed'].retryable)).toBe(
          Math.min(...types.map(finalityOf)),
        );
      }),
    );
  });
});

describe('what is kept of restrictions', () => {
  const deep = (levels: number): unknown =>
    Array.from({ length: levels }).reduce((inner) => ({ inner }), 'core' as unknown);

  it('Given the context of a mismatch, then nothing of it is cut', () => {
    const selection = { sport_event_id: 'e1', market_id: '1', odd_id: '2', value: '1.85' };
    const restriction = {
      type: 'bet_cash_out_selections_mismatch',
      context: { bet_selections: [selection], cash_out_selections: [selection] },
    };
    expect(keepRestrictions([restriction], 1)).toEqual([restriction]);
  });

  it.each<[string, unknown, unknown]>([
    ['what is deep', deep(6), { inner: { inner: { inner: { inner: '…' } } } }],
    ['what is long', { type: 'x'.repeat(300) }, { type: `${'x'.repeat(256)}…` }],
    ['a long list', { list: Array(40).fill(1) }, { list: Array(32).fill(1) }],
    ['a trap', JSON.parse('{"type":"x","__proto__":{"isAdmin":true}}'), { type: 'x' }],
  ])('Given %s, then it is cut', (_, restriction, kept) => {
    expect(keepRestrictions([restriction], 1)).toEqual([kept]);
  });

  it.each([
    [1, maxKeptBytes],
    [100, 170],
  ])('Given anything for %i orders, then at most 21 of them and %i bytes', (orders, bytes) => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 60 }), (restrictions) => {
        const kept = keepRestrictions(restrictions, orders);
        expect(kept.length).toBeLessThanOrEqual(21);
        expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(bytes);
        expect(reasonOfRestrictions(restrictions, kept) === null).toBe(restrictions.length === 0);
      }),
    );
    const long = Array.from({ length: 60 }, (_, n) => ({
      type: `t${n}`,
      context: { text: 'x'.repeat(200) },
    }));
    expect(Buffer.byteLength(JSON.stringify(keepRestrictions(long, orders)))).toBeLessThanOrEqual(bytes);
  });

  it('Given nesting deeper than any stack, then it is cut and nothing breaks', () => {
    const nested = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    expect(keepRestrictions([nested], 1)).toEqual([[[[['…']]]]]);
  });
});
