import { expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { money } from '../../../lib/domain/money/money.ts';
import { registerBet } from '../../../lib/use-cases/register-bet.ts';
import { type CashoutRequest, requestCashout } from '../../../lib/use-cases/request-cashout.ts';
import { aRegistration, eur, gr8Ref, noon, usd } from '../../support/builders.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';

const asked: CashoutRequest = {
  ref: gr8Ref,
  idempotencyKey: 'k1',
  kind: 'forced',
  playerId: 'p1',
  amount: eur('99'),
  stake: null,
  priceChange: null,
  margin: undefined,
  by: { actor: 'shop-1', note: 'by token', asked: false },
  client: 'shop-1',
  correlationId: 'corr-1',
  causationId: 'call-1',
};

/** Asks under one key, time and again. */
function system() {
  const stores = { bets: memoryBetStore(), payOuts: memoryPayOutStore() };
  const needs = { clock: manualClock(noon), ...stores, log: silentLog, metrics: silentMetrics };
  const place = async () => ({ outcome: 'accepted', amount: eur('99') }) as const;
  return {
    needs,
    ask: (changes: Partial<CashoutRequest> = {}) =>
      requestCashout(needs, { place }, { ...asked, ...changes }),
  };
}

it('Given another client repeats a request that names nobody, then it is the same, with the first in its history', async () => {
  const { ask } = system();
  await ask();
  const by = { actor: 'shop-2', note: 'by token', asked: false };
  expect(await ask({ client: 'shop-2', by })).toMatchObject({
    outcome: 'replayed',
    cashout: { history: [{ actor: 'shop-1', note: 'by token' }, {}] },
  });
});

it('Given a request that says who wants it, then another name is another request', async () => {
  const { ask } = system();
  await ask({ by: { actor: 'jo', note: 'goodwill', asked: true } });
  expect(await ask({ by: { actor: 'jo', note: 'goodwill', asked: true } })).toMatchObject({
    outcome: 'replayed',
  });
  expect(await ask({ by: { actor: 'al', note: 'goodwill', asked: true } })).toMatchObject({
    outcome: 'refused',
    code: 'idempotency-key-reused',
    cashout: { status: 'accepted' },
  });
});

it('Given bare numbers before and after the bet is registered, then it is the same request', async () => {
  const { ask, needs } = system();
  const bare = { amount: money(eur('99').value, null) };
  await ask(bare);
  await registerBet(needs, gr8Ref, aRegistration());
  expect(await ask(bare)).toMatchObject({ outcome: 'replayed' });
  expect(await ask()).toMatchObject({ outcome: 'replayed' });
});

it('Given another known currency, then another request, and what the key stands for is told', async () => {
  const { ask } = system();
  await ask();
  expect(await ask({ amount: usd('99') })).toMatchObject({
    code: 'idempotency-key-reused',
    cashout: { status: 'accepted' },
  });
});

it('Given a new key that is refused, then it stands for no cashout', async () => {
  const { ask } = system();
  await ask();
  expect(await ask({ idempotencyKey: 'k2' })).toMatchObject({
    code: 'bet-already-cashed-out',
    cashout: null,
  });
});
