import { expect, it } from 'vitest';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { FeedValue } from '../../../../lib/domain/subscription/feed-value.ts';
import { aHub, amount, aRequest, start } from './odds88-hub.ts';

const told: FeedValue = {
  betId: 'id1',
  playerId: 'p1',
  at: start,
  status: 'available',
  amount: { value: decimal('92.5'), currency: 'USD' as Currency, precision: 4 },
  reason: null,
};

async function followed(
  value: Partial<FeedValue> | null,
  viewers: Record<string, number> = { me: start + 60_000 },
) {
  const hub = await aHub();
  await hub.watches.save({ betId: 'id1', viewers, group: 'g1' }, null);
  if (value !== null) await hub.watches.keepQuote({ ...told, ...value });
  return hub;
}

const quotesOf = async (hub: Awaited<ReturnType<typeof aHub>>) =>
  (await hub.quotes.readQuotes([{ betId: 'id1', playerId: null }], {}))[0];

it('Given a bet nobody follows, Then it is not subscribed', async () => {
  expect(await quotesOf(await aHub())).toMatchObject({ reason: { code: 'not-subscribed' } });
});

it('Given a bet whose interest is over, Then it is not subscribed, whatever was told of it', async () => {
  expect(await quotesOf(await followed({}, { me: start }))).toMatchObject({
    reason: { code: 'not-subscribed' },
  });
});

it('Given a bet that is followed and nothing told of it, Then its quote is pending', async () => {
  expect(await quotesOf(await followed(null))).toMatchObject({ reason: { code: 'quote-pending' } });
});

it.each([
  [0, false],
  [30_000, false],
  [30_001, true],
])('Given a value told %i ms ago, Then it is quoted, and stale is %s', async (ageMs, stale) => {
  expect(await quotesOf(await followed({ at: start - ageMs }))).toEqual({
    status: 'available',
    amount: '92.5',
    currency: 'USD',
    partial: null,
    openBetAvailable: null,
    quotedAt: start - ageMs,
    stale,
    forViewers: true,
  });
});

it.each([
  ['the hub alone', { hub: start + 60_000 }, false],
  ['the hub and a viewer', { hub: start + 60_000, 'shop/me': start + 1 }, true],
  ['the hub, and a viewer before', { hub: start + 60_000, 'shop/me': start }, false],
])('Given a bet followed by %s, Then its quote says whether for viewers', async (_, viewers, forViewers) => {
  expect(await quotesOf(await followed({}, viewers))).toMatchObject({ status: 'available', forViewers });
});

it.each([
  ['unavailable', 'Market suspended', 'market-suspended'],
  ['unavailable', null, 'not-supported'],
  ['unavailable', 'who knows', 'not-supported'],
  ['cashed-out', null, 'already-cashed-out'],
] as const)('Given %s (%s), Then %s', async (status, reason, code) => {
  const hub = await followed({ status, reason, amount: null });
  expect(await quotesOf(hub)).toMatchObject({ status: 'unavailable', reason: { code }, quotedAt: start });
});

it('Given a quoted bet, When it is cashed out, Then the amount is counted as the quote is, and the store is read once per currency', async () => {
  const hub = await followed({});
  let reads = 0;
  const { loadMany } = hub.watches;
  Object.assign(hub.watches, {
    loadMany(ids: readonly string[]) {
      reads += 1;
      return loadMany(ids);
    },
  });
  for (let n = 0; n < 3; n += 1) await hub.cashouts.place(aRequest({ amount: amount('92.5', 'USD') }));
  for (const { body } of hub.seen('cashout')) {
    expect(JSON.parse(body).amount).toEqual({ localAmount: 925000, precision: 4, currency: 'USD' });
  }
  expect(reads).toBe(1);
});

it('Given a caller who counts in decimals of its own, Then those are sent and the answer is in them', async () => {
  const hub = await followed({});
  const outcome = await hub.cashouts.place(aRequest({ amount: amount('92.5', 'USD'), precision: 1 }));
  expect(JSON.parse(hub.seen('cashout')[0]?.body ?? '').amount).toEqual({
    localAmount: 925,
    precision: 1,
    currency: 'USD',
  });
  expect(outcome).toMatchObject({ outcome: 'accepted', amount: { value: '92.5' } });
});
