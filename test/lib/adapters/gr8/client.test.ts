import { expect, it } from 'vitest';
import { gr8Client } from '../../../../lib/adapters/gr8/client.ts';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { aHub, aRequest, betId, start, tokens } from './gr8-hub.ts';

it('counts as unreachable, and sends nothing, while its settings cannot be had', async () => {
  const logged: unknown[] = [];
  const write = (...all: readonly unknown[]) => void logged.push(all);
  const { quotes, cashouts } = gr8Client({
    settings: async () => {
      throw new Error('the secret {"clientSecret":"s3cret"} is no settings');
    },
    currencies: knownCurrencies(),
    clock: manualClock(start),
    ids: { next: () => 'container-1' },
    tokens: memoryTokenStore(),
    leases: memoryLeaseStore(),
    log: { info: write, warn: write, error: write },
  });
  const reason = { code: 'provider-unreachable', provider: null };
  expect(await cashouts.place(aRequest())).toEqual({
    outcome: 'never-sent',
    reason,
    evidence: 'settings not available',
  });
  expect(await quotes.readQuotes([{ betId, playerId: 'p1' }], {})).toEqual([
    { status: 'unavailable', reason, openBetAvailable: null },
  ]);
  expect(JSON.stringify(logged)).not.toContain('s3cret');
});

it('logs in once for quotes and cashouts together', async () => {
  const { cashouts, quotes, seen } = await aHub({ token: [tokens] });
  await Promise.all([
    ...Array.from({ length: 25 }, () => cashouts.place(aRequest())),
    ...Array.from({ length: 25 }, () => quotes.readQuotes([{ betId, playerId: 'p1' }], {})),
  ]);
  expect(seen.money()).toHaveLength(25);
  expect(seen.token()).toHaveLength(1);
});
