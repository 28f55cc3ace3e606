import { expect, it } from 'vitest';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import { memoryWatchStore } from '../../../../lib/adapters/memory/watch-store.ts';
import { odds88Client } from '../../../../lib/adapters/odds88/client.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { aHub, aRequest, start } from './odds88-hub.ts';

it('Given settings that cannot be had, Then it counts as unreachable and sends nothing', async () => {
  const logged: unknown[] = [];
  const write = (...all: readonly unknown[]) => void logged.push(all);
  const { cashouts, subscriptions } = odds88Client({
    settings: async () => {
      throw new Error('the secret {"password":"s3cret"} is no settings');
    },
    currencies: knownCurrencies(),
    clock: manualClock(start),
    ids: { next: () => 'container-1' },
    tokens: memoryTokenStore(),
    leases: memoryLeaseStore(),
    watches: memoryWatchStore(),
    log: { info: write, warn: write, error: write },
  });
  const reason = { code: 'provider-unreachable', provider: null };
  const evidence = 'settings not available';
  expect(await cashouts.place(aRequest())).toEqual({ outcome: 'never-sent', reason, evidence });
  expect(await subscriptions.subscribe(['id1'], start + 8_000)).toEqual({ outcome: 'failed', reason });
  expect(await subscriptions.unsubscribe(['id1'], start + 8_000)).toEqual({ outcome: 'failed', reason });
  expect(await subscriptions.limits()).toEqual({ betsPerCall: 100, callsPerSecond: 1 });
  expect(JSON.stringify(logged)).not.toContain('s3cret');
});

it('Given many calls of all kinds at once, Then one login serves them', async () => {
  const { cashouts, subscriptions, seen } = await aHub();
  const by = start + 8_000;
  await Promise.all([
    ...Array.from({ length: 20 }, () => cashouts.place(aRequest())),
    ...Array.from({ length: 20 }, () => subscriptions.subscribe(['id1'], by)),
    ...Array.from({ length: 20 }, () => subscriptions.unsubscribe(['id1'], by)),
  ]);
  expect(seen('cashout')).toHaveLength(20);
  expect(seen('subscribe')).toHaveLength(20);
  expect(seen('unsubscribe')).toHaveLength(20);
  expect(seen('login')).toHaveLength(1);
});

it('Given a token of an hour, When its last minute comes, Then the next call renews it', async () => {
  const exp = start / 1_000 + 3_600;
  const jwt = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
  const { clock, subscriptions, seen } = await aHub({
    login: [
      (_, response) => void response.end(JSON.stringify(jwt)),
      (_, response) => void response.end('"s3cret-next"'),
    ],
  });
  await subscriptions.subscribe(['id1'], start + 8_000);
  await clock.advance(3_540_000 - 1);
  await subscriptions.subscribe(['id1'], clock.now() + 8_000);
  expect(seen('login')).toHaveLength(1);
  await clock.advance(1);
  await subscriptions.subscribe(['id1'], clock.now() + 8_000);
  expect(seen('login')).toHaveLength(2);
  expect(seen('subscribe').map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${jwt}`,
    `Bearer ${jwt}`,
    'Bearer s3cret-next',
  ]);
});
