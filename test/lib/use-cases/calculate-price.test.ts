import { describe, expect, it } from 'vitest';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import type { Engine } from '../../../lib/domain/pricing/engine.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import type { PricingSettings, RemotePrice } from '../../../lib/ports/ticket-pricing.ts';
import { calculateCashout } from '../../../lib/use-cases/calculate-cashout.ts';
import { calculatePrice } from '../../../lib/use-cases/calculate-price.ts';
import { silentLog } from '../../support/silent.ts';
import { aTicket, aTip, type Settings, sample, valid } from '../domain/pricing/tickets.ts';

const priced = (value: string): RemotePrice => ({ outcome: 'priced', value: decimal(value) });
const refused: RemotePrice = { outcome: 'refused', reason: null };
const failed: RemotePrice = { outcome: 'failed', reason: reason('provider-unreachable'), cause: 'no answer' };

/** A ticket of 100 that the built-in engine prices at 100. */
const hundred = (settings: Settings = {}) =>
  valid(aTicket('100', [aTip('2', '2')], { caWithdrawal: '0', ...settings }));

function system(remote: RemotePrice, given: Partial<PricingSettings> = {}) {
  const asked: unknown[] = [];
  const counted: unknown[] = [];
  const settings = { engine: 'built-in', shadow: false, tolerance: decimal('0.02'), ...given } as const;
  const needs = {
    pricing: {
      settings: async () => settings,
      isLicensed: async () => false,
      remotePrice: async (...args: unknown[]) => {
        asked.push(args);
        return remote;
      },
    },
    log: silentLog,
    metrics: { count: (...args: unknown[]) => void counted.push(args) },
  };
  return { needs, asked, counted };
}

describe('calculateCashout', () => {
  it.each<[Engine | undefined, Engine, Engine, number]>([
    [undefined, 'built-in', 'built-in', 0],
    [undefined, 'remote', 'remote', 1],
    ['built-in', 'remote', 'built-in', 0],
    ['remote', 'built-in', 'remote', 1],
  ])('Given %s is asked for and %s is set, then %s prices', async (engine, set, prices, calls) => {
    const { needs, asked, counted } = system(priced('90'), { engine: set });
    const calculation = await calculateCashout(needs, hundred(), { engine, referenceId: 'ref-1' });
    expect(calculation).toMatchObject({ engine: prices, value: prices === 'remote' ? '90' : '100' });
    expect(asked).toHaveLength(calls);
    expect(counted).toEqual([]);
  });

  it('Given OddsGigant is asked, then about the whole ticket, under the name of the request', async () => {
    const { needs, asked } = system(priced('90'), { engine: 'remote' });
    await calculateCashout(needs, hundred(), { engine: undefined, referenceId: 'ref-1' });
    expect(asked).toEqual([[hundred().ticket, 'ref-1', Number.POSITIVE_INFINITY]]);
  });

  it('Given settings that cannot be read, then it rejects', async () => {
    const { needs } = system(priced('90'));
    const pricing = { ...needs.pricing, settings: async () => Promise.reject(new Error('gone')) };
    const asked = { engine: 'built-in', referenceId: 'ref-1' } as const;
    await expect(calculateCashout({ ...needs, pricing }, hundred(), asked)).rejects.toThrow('gone');
  });
});

describe('the comparison of both engines', () => {
  it.each<[string, RemotePrice, Settings, string]>([
    ['the same price', priced('100'), {}, 'none'],
    ['neither a price', refused, { minCaValue: '101' }, 'none'],
    ['2 % apart', priced('98'), {}, 'within-tolerance'],
    ['more than 2 % apart', priced('97.99'), {}, 'beyond-tolerance'],
    ['only ours', refused, {}, 'only-one-prices'],
    ['only theirs', priced('100'), { minCaValue: '101' }, 'only-one-prices'],
    ['no answer of theirs', failed, {}, 'no-answer'],
  ])(
    'Given %s, then it is counted, and the answer is the one asked for',
    async (_, remote, settings, difference) => {
      for (const engine of ['built-in', 'remote'] as const) {
        const { needs, asked, counted } = system(remote, { shadow: true, engine });
        const plain = system(remote, { engine });
        const question = { engine: undefined, referenceId: 'ref-1' };
        expect(await calculateCashout(needs, hundred(settings), question)).toEqual(
          await calculateCashout(plain.needs, hundred(settings), question),
        );
        expect(counted).toEqual([['PricingDifference', 1, { difference }]]);
        expect(asked).toHaveLength(1);
      }
    },
  );
});

describe('what OddsGigant says of a part', () => {
  const part = (remote: RemotePrice, share: string, ticket = hundred()) =>
    calculatePrice(system(remote).needs, {
      ticket,
      part: decimal(share),
      engine: 'remote',
      compareWithin: null,
      referenceId: 'ref-1',
      by: 0,
    });

  it('Given a price, then its share, rounded down', async () => {
    expect(await part(priced('90'), '33.33')).toMatchObject({
      outcome: 'priced',
      value: '29.99',
      details: null,
    });
    expect(await part(priced('90'), '0.1')).toMatchObject({
      outcome: 'refused',
      reason: reason('amount-out-of-limits'),
    });
  });

  it('Given a no without a reason, then the one its page gives, where there is one', async () => {
    const lost = valid({ ...sample, caBets: [aTip('1.22', null, { gamestate: 2 }), aTip('1.5', '1.35')] });
    expect(await part(refused, '5', lost)).toMatchObject({ reason: reason('tip-lost') });
    expect(await part(refused, '100')).toMatchObject({ reason: reason('provider-rejected') });
    const told: RemotePrice = { outcome: 'refused', reason: reason('market-suspended') };
    expect(await part(told, '5', lost)).toMatchObject({ reason: reason('market-suspended') });
  });

  it('Given no answer, then nobody knows', async () => {
    expect(await part(failed, '100')).toMatchObject({
      outcome: 'failed',
      engine: 'remote',
      cause: 'no answer',
    });
  });
});
