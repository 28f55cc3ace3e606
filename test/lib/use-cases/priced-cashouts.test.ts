import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { blankBet, type Registration } from '../../../lib/domain/bet/bet.ts';
import { registerBet } from '../../../lib/domain/bet/register.ts';
import { sweepBet } from '../../../lib/domain/bet/sweep.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { PlaceRequest } from '../../../lib/ports/cashout-provider.ts';
import type { PricingSettings, RemotePrice, TicketPricing } from '../../../lib/ports/ticket-pricing.ts';
import { pricedCashouts } from '../../../lib/use-cases/priced-cashouts.ts';
import {
  answerWithinMs,
  type CashoutRequest,
  requestCashout,
} from '../../../lib/use-cases/request-cashout.ts';
import { aRegistration, eur, noon } from '../../support/builders.ts';
import { silentLog } from '../../support/silent.ts';
import { aTicket, aTip, valid } from '../domain/pricing/tickets.ts';

/** A ticket of 100 that the built-in engine prices at 100. */
const ticket = valid(aTicket('100', [aTip('2', '2')], { caWithdrawal: '0' }));

const ref = { provider: 'oddsgigant', betId: 'g1' } as const;

type Given = Partial<PricingSettings> & {
  readonly remote?: RemotePrice | (() => Promise<RemotePrice>);
  readonly pricing?: Partial<TicketPricing>;
};

function system({ remote, pricing = {}, ...settings }: Given = {}) {
  const clock = manualClock(noon);
  const bets = memoryBetStore();
  const counted: unknown[] = [];
  const errors: unknown[] = [];
  const needs = {
    clock,
    bets,
    payOuts: memoryPayOutStore(),
    ids: { next: () => 'ref-1' },
    currencies: knownCurrencies(),
    log: { ...silentLog, error: (...args: unknown[]) => void errors.push(args) },
    metrics: { count: (...args: unknown[]) => void counted.push(args) },
  };
  const asked: unknown[][] = [];
  const provider = pricedCashouts({
    ...needs,
    pricing: {
      settings: async () => ({ engine: 'built-in', shadow: false, tolerance: decimal('0.02'), ...settings }),
      isLicensed: async () => false,
      remotePrice: async (...args) => {
        asked.push(args);
        if (typeof remote === 'function') return remote();
        return remote ?? { outcome: 'refused', reason: null };
      },
      ...pricing,
    },
  });
  const place = (given: Partial<PlaceRequest> = {}) =>
    provider.place({
      betId: 'g1',
      playerId: 'p1',
      kind: 'full',
      amount: eur('100'),
      stake: null,
      priceChange: 'none',
      ticketToPrice: { ticket, openStake: eur('100'), isFreeBet: false },
      sendBefore: noon + 10_000,
      answerBy: noon + 20_000,
      ...given,
    });
  const request = (given: Partial<CashoutRequest> = {}, store: BetStore = bets) =>
    requestCashout({ ...needs, bets: store }, provider, { ...aRequest, ...given });
  return { clock, bets, provider, place, request, asked, counted, errors };
}

const aRequest: CashoutRequest = {
  ref,
  idempotencyKey: 'k1',
  kind: 'full',
  playerId: 'p1',
  amount: eur('100'),
  stake: null,
  priceChange: 'none',
  margin: undefined,
  ticket,
  by: null,
  client: 'shop',
  correlationId: 'corr-1',
  causationId: 'call-1',
};

async function register(bets: BetStore, given: Partial<Registration> = {}): Promise<void> {
  const registered = registerBet(blankBet(ref), { ...aRegistration(), ...given }, noon - 1);
  if (registered.outcome === 'registered') await bets.save(registered.bet, noon - 1);
}

const remotely = (value: string): Given => ({
  engine: 'remote',
  remote: { outcome: 'priced', value: decimal(value) },
});

describe('pricedCashouts', () => {
  it('Given the built-in engine, then nothing leaves the hub, even where engines are compared', async () => {
    const { place, asked, counted } = system({ shadow: true });
    expect(await place()).toEqual({
      outcome: 'accepted',
      amount: eur('100'),
      evidence: 'priced by the built-in engine',
    });
    expect([asked, counted]).toEqual([[], []]);
  });

  it('Given OddsGigant prices, then its price decides, and only what was shown is paid for', async () => {
    expect(await system(remotely('99')).place()).toMatchObject({
      outcome: 'accepted',
      amount: eur('99'),
      evidence: 'priced by the remote engine',
    });
    expect(await system(remotely('97.99')).place()).toEqual({
      outcome: 'declined',
      reason: reason('price-changed'),
      evidence: 'priced by the remote engine',
    });
  });

  it('Given OddsGigant prices and engines are compared, then the difference is counted beside the decision', async () => {
    const { place, counted } = system({ ...remotely('99'), shadow: true });
    await place();
    expect(counted).toEqual([['PricingDifference', 1, { difference: 'within-tolerance' }]]);
  });

  it('Given another tolerance in the settings, then that one', async () => {
    const given = { ...remotely('95'), tolerance: decimal('0.05') };
    expect(await system(given).place()).toMatchObject({ outcome: 'accepted', amount: eur('95') });
    expect((await system({ ...remotely('94.99'), tolerance: decimal('0.05') }).place()).outcome).toBe(
      'declined',
    );
  });

  it.each<[string, Given, string]>([
    [
      'OddsGigant does not answer',
      { engine: 'remote', remote: failing('provider-unreachable') },
      'provider-unreachable',
    ],
    [
      'OddsGigant throttles',
      { engine: 'remote', remote: failing('provider-throttled') },
      'provider-throttled',
    ],
    [
      'its client is broken',
      { engine: 'remote', remote: () => Promise.reject(new Error('a bug')) },
      'provider-unreachable',
    ],
    [
      'there are no settings',
      { pricing: { settings: () => Promise.reject(new Error('gone')) } },
      'provider-unreachable',
    ],
  ])('Given %s, then it is proven that nothing was executed', async (_, given, code) => {
    expect(await system(given).place()).toMatchObject({ outcome: 'never-sent', reason: { code } });
  });

  it('Given a request that comes too late, or without a ticket, then nothing is decided', async () => {
    const late = system();
    expect(await late.place({ sendBefore: noon - 1 })).toMatchObject({ outcome: 'never-sent' });
    expect(await late.place({ sendBefore: noon })).toMatchObject({ outcome: 'accepted' });
    expect(await late.place({ ticketToPrice: undefined })).toMatchObject({ outcome: 'never-sent' });
    expect(await late.place({ priceChange: null })).toMatchObject({ outcome: 'never-sent' });
  });

  it('Given a price that comes too late, then the player is not held to it', async () => {
    const given = system({
      engine: 'remote',
      remote: async () => {
        await given.clock.advance(10_001);
        return { outcome: 'priced', value: decimal('100') };
      },
    });
    expect(await given.place()).toMatchObject({ outcome: 'never-sent' });
    expect(given.asked[0]?.[2]).toBe(noon + 10_000);
  });
});

describe('a cashout the hub decides', () => {
  it('Given it is registered, then it is durable as pending before it is priced', async () => {
    let seen: string | undefined;
    const run = system({
      engine: 'remote',
      remote: async () => {
        seen = (await run.bets.load(ref)).cashouts[0]?.status;
        return { outcome: 'priced', value: decimal('100') };
      },
    });
    await register(run.bets);
    expect(await run.request()).toMatchObject({
      outcome: 'placed',
      cashout: { status: 'accepted', decidedBy: 'provider', settled: eur('100') },
    });
    expect(seen).toBe('pending');
    expect(run.asked).toHaveLength(1);
    await run.request();
    expect(run.asked, 'a repeat asks nobody').toHaveLength(1);
  });

  it('Given it is registered as a free bet, then it is declined as one and nobody prices it', async () => {
    const run = system(remotely('100'));
    await register(run.bets, { freeBet: true });
    expect(await run.request()).toMatchObject({
      outcome: 'placed',
      cashout: { status: 'declined', reason: reason('freebet'), settled: null },
    });
    expect(run.asked).toEqual([]);
  });

  it('Given its decision can never be written, then it is neither logged as paid nor counted as accepted', async () => {
    const run = system();
    await register(run.bets);
    let writes = 0;
    const store: BetStore = {
      ...run.bets,
      save: async (bet, now) => {
        writes += 1;
        if (writes > 1) throw new StoreUnavailable('away');
        return run.bets.save(bet, now);
      },
    };
    const result = run.request({}, store);
    await run.clock.advance(answerWithinMs);
    expect(await result).toMatchObject({ cashout: { status: 'pending' } });
    expect(run.counted).toEqual([['Cashouts', 1, { provider: 'oddsgigant', outcome: 'never-sent' }]]);
    expect(JSON.stringify(run.errors)).toContain('outcome not recorded');
    expect(JSON.stringify(run.errors)).not.toContain('paid');
  });

  it('Given its price cannot be had, then it is declined by the hub and the player may try again', async () => {
    const run = system({ engine: 'remote', remote: failing('provider-unreachable') });
    await register(run.bets);
    const declined = { status: 'declined', decidedBy: 'hub', reason: reason('provider-unreachable') };
    expect(await run.request()).toMatchObject({ outcome: 'placed', cashout: declined });
    expect(await run.request({ idempotencyKey: 'k2' })).toMatchObject({
      outcome: 'placed',
      cashout: declined,
    });
  });

  it('Given it is not registered, then nobody prices it and nothing is stored', async () => {
    const run = system(remotely('100'));
    expect(await run.request()).toMatchObject({ outcome: 'refused', code: 'bet-not-registered' });
    expect(run.asked).toEqual([]);
    expect((await run.bets.load(ref)).version).toBe(0);
  });

  it('Given a decision that comes after its lease, then what was told stands', async () => {
    const run = system();
    await register(run.bets);
    // The sweeper of a clock that runs a minute ahead is quicker than the write of the outcome.
    let writes = 0;
    const store: BetStore = {
      ...run.bets,
      save: async (bet, now) => {
        writes += 1;
        if (writes === 2) {
          const pending = await run.bets.load(ref);
          await run.bets.save(sweepBet(pending, noon + 60_000, 'run-1'), noon);
        }
        return run.bets.save(bet, now);
      },
    };
    const result = await run.request({}, store);
    expect(result).toMatchObject({ cashout: { status: 'declined', decidedBy: 'hub', settled: null } });
    expect((await run.bets.load(ref)).outbox.map(({ type }) => type)).toEqual(['CashoutDeclined']);
    expect(run.counted).toEqual([['Cashouts', 1, { provider: 'oddsgigant', outcome: 'never-sent' }]]);
  });
});

function failing(code: 'provider-unreachable' | 'provider-throttled'): RemotePrice {
  return { outcome: 'failed', reason: reason(code), cause: 'no answer' };
}
