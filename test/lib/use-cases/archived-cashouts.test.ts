import { beforeEach, describe, expect, it } from 'vitest';
import { operation as gr8Cashout } from '../../../functions/native/gr8-cashout.ts';
import { operation as odds88Cashout } from '../../../functions/native/odds88-cashout.ts';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { archiveAfterMs } from '../../../lib/domain/bet/archive.ts';
import { type BetRef, blankBet } from '../../../lib/domain/bet/bet.ts';
import { closeBet } from '../../../lib/domain/bet/register.ts';
import { cashoutIdFor } from '../../../lib/domain/cashout/ids.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import type { BetStore } from '../../../lib/ports/bet-store.ts';
import type { HttpHandler } from '../../../lib/runtime/operation.ts';
import { archiveDeclined } from '../../../lib/use-cases/archive-declined.ts';
import { readCashout, readWholeBet } from '../../../lib/use-cases/archive-lookup.ts';
import { changeBet } from '../../../lib/use-cases/change-bet.ts';
import { resolveCashout } from '../../../lib/use-cases/resolve-cashout.ts';
import { aBetWithPending, aCashout, eur, gr8Ref, noon } from '../../support/builders.ts';
import { type ArchiveWorld, exhausted } from './archive-world.ts';

const idOf = (key: number, ref: BetRef = gr8Ref) => cashoutIdFor(ref, `k${key}`);

describe('a bet that was asked for and declined as often as it may be', () => {
  let world: ArchiveWorld;
  beforeEach(async () => {
    world = await exhausted();
  });

  it('Given a day has passed and the sweeper has run, Then it takes requests again', async () => {
    expect(await world.request(77)).toMatchObject({ outcome: 'refused', code: 'too-many-cashouts' });
    await world.sweep();
    world.answers({ outcome: 'accepted', amount: eur('99') });
    expect(await world.request(77)).toMatchObject({ outcome: 'placed', cashout: { status: 'accepted' } });
    expect(world.places()).toBe(51);
    expect(await world.everything()).toHaveLength(51);
  });

  it('Given it was archived, Then it is due no more, and a sweep changes nothing', async () => {
    await world.sweep();
    const bet = await world.bets.load(gr8Ref);
    expect(bet).toMatchObject({ archives: 1, cashouts: [], dueAt: null });
    await world.clock.advance(archiveAfterMs);
    await world.sweep();
    expect(await world.bets.load(gr8Ref)).toEqual(bet);
  });

  it('Given archiving fails, Then nothing leaves the bet, it stays due, and its other work is done', async () => {
    const failing: BetStore = { ...world.bets, archive: () => Promise.reject(new Error('away')) };
    const before = await world.bets.load(gr8Ref);
    const [pending] = aBetWithPending({ cashoutId: 'co_pending' }).cashouts;
    if (pending === undefined) throw new Error('there is one');
    await world.bets.save({ ...before, cashouts: [...before.cashouts, pending] }, world.clock.now());
    await world.sweep(failing);
    const left = await world.bets.load(gr8Ref);
    expect(left.cashouts.slice(0, -1)).toEqual(before.cashouts);
    expect(left.cashouts.at(-1)).toMatchObject({ cashoutId: 'co_pending', status: 'unknown' });
    await world.clock.advance(60_000);
    await world.sweep();
    const { archives, cashouts } = await world.bets.load(gr8Ref);
    expect([archives, cashouts.length]).toEqual([1, 1]);
  });
});

describe('a cashout in an archive', () => {
  let world: ArchiveWorld;
  beforeEach(async () => {
    world = await exhausted();
    await world.sweep();
    expect((await world.bets.load(gr8Ref)).cashouts).toEqual([]);
  });

  it('Given its key again, Then the same answer as before, and the provider is left alone', async () => {
    const other = await exhausted();
    for (const key of [0, 24, 49]) {
      const before = await other.request(key);
      const after = await world.request(key);
      expect(after).toMatchObject({ outcome: 'replayed', cashout: { cashoutId: idOf(key) } });
      expect(after).toMatchObject({ cashout: 'cashout' in before ? before.cashout : undefined });
    }
    expect(world.places()).toBe(50);
    expect(await world.everything()).toHaveLength(50);
  });

  it('Given its key with another request, Then that is refused, and what the key stands for is told', async () => {
    const refused = { outcome: 'refused', code: 'idempotency-key-reused', cashout: { cashoutId: idOf(3) } };
    expect(await world.request(3, { amount: eur('98') })).toMatchObject(refused);
    const closed = closeBet(await world.bets.load(gr8Ref), { at: noon, actor: 'jo', reason: 'settled' });
    await world.bets.save(closed, world.clock.now());
    expect(await world.request(3, { amount: eur('98') })).toMatchObject(refused);
    expect(await world.request(3)).toMatchObject({ outcome: 'replayed' });
    expect(world.places()).toBe(50);
  });

  it('Given somebody looks it up, Then it is found; what never was is not', async () => {
    const { cashout } = await readCashout(world, gr8Ref, idOf(7));
    expect(cashout).toMatchObject({ cashoutId: idOf(7), status: 'declined' });
    expect((await readCashout(world, gr8Ref, 'co_none')).cashout).toBeUndefined();
  });

  it('Given newer ones, Then the whole bet shows all of them in the order they were asked for', async () => {
    await world.request(90);
    const { cashouts } = await readWholeBet(world, gr8Ref);
    const keys = [...Array.from({ length: 50 }, (_, key) => key), 90];
    expect(cashouts.map(({ cashoutId }) => cashoutId)).toEqual(keys.map((key) => idOf(key)));
  });

  it.each([null, eur('99')])('Given a person decides it (%j), Then it was decided already', async (paid) => {
    const said = { paid, actor: 'jo', note: 'ticket 89' };
    const before = await world.bets.load(gr8Ref);
    expect(await resolveCashout(world, gr8Ref, idOf(7), said, 'call-2')).toMatchObject({
      outcome: 'refused',
      code: 'cashout-already-decided',
    });
    expect(await resolveCashout(world, gr8Ref, 'co_none', said, 'call-2')).toMatchObject({
      code: 'cashout-not-found',
    });
    expect(await world.bets.load(gr8Ref)).toEqual(before);
  });

  it('Given a bet without archives, Then nothing is looked up', async () => {
    const ref = { ...gr8Ref, betId: 'another' };
    const blind: BetStore = {
      ...world.bets,
      findArchived: () => Promise.reject(new Error('nothing to look up')),
    };
    expect(await world.request(1, { ref }, blind)).toMatchObject({ outcome: 'placed' });
    expect((await readCashout({ bets: blind }, ref, 'co_none')).cashout).toBeUndefined();
  });
});

describe('changeBet and archives', () => {
  it('Given a cashout is archived while a change of its bet loses the race, Then the next decision is told', async () => {
    const world = await exhausted();
    const read = await world.bets.load(gr8Ref);
    await archiveDeclined(world, read);
    const told: (readonly string[])[] = [];
    await changeBet(
      world,
      read,
      (bet, archived) => {
        told.push(archived.map(({ cashoutId }) => cashoutId));
        return { bet: { ...bet }, result: null };
      },
      [idOf(5), 'co_none'],
    );
    expect(told).toEqual([[], [idOf(5)]]);
  });

  it('Given many lost races, Then the archives are read once as long as there is no new one', async () => {
    const world = await exhausted();
    await world.sweep();
    const [read, stale] = [await world.bets.load(gr8Ref), { losses: 5, reads: 0 }];
    const bets: BetStore = {
      ...world.bets,
      findArchived: (...args) => {
        stale.reads += 1;
        return world.bets.findArchived(...args);
      },
      save: async (bet, now) =>
        stale.losses-- > 0
          ? { saved: false, current: await world.bets.load(bet) }
          : world.bets.save(bet, now),
    };
    const decide = (bet: typeof read) => ({ bet: { ...bet }, result: null });
    await changeBet({ ...world, bets }, read, decide, ['co_none']);
    expect(stale.reads).toBe(1);
  });
});

describe("an archived key on a provider's own path", () => {
  it.each([
    [
      'gr8',
      gr8Cashout,
      { betId: gr8Ref.betId, amount: 99, priceChangePolicy: 'None' },
      { betId: gr8Ref.betId, amount: 98, priceChangePolicy: 'None' },
      400,
    ],
    [
      'odds88',
      odds88Cashout,
      { betId: 'b1', priceChange: 1, amount: { localAmount: 9900, precision: 2, currency: 'EUR' } },
      { betId: 'b1', priceChange: 1, amount: { localAmount: 9800, precision: 2, currency: 'EUR' } },
      400,
    ],
  ] as const)(
    'Given %s, Then the answer is the same as before, and another body under it is refused',
    async (provider, operation, body, otherBody, reused) => {
      const world = await exhausted();
      const bets = memoryBetStore();
      const needs = {
        ...world,
        bets,
        ids: { next: () => 'id-1' },
        currencies: knownCurrencies(),
        cashoutProviders: { [provider]: world.provider },
      };
      const call = (sent: object) =>
        (operation.bind(needs as never) as HttpHandler)(nativeEvent(sent) as never, {
          awsRequestId: 'call-1',
        });
      world.answers({ outcome: 'declined', reason: reason('provider-rejected') });
      const before = await call(body);
      const places = world.places();
      const ref = { provider, betId: body.betId };
      const bet = await bets.load(ref);
      const archived = bet.cashouts;
      expect(archived).toMatchObject([{ status: 'declined' }]);
      expect(await bets.archive(bet, archived)).toEqual(archived);
      await bets.save({ ...bet, cashouts: [], archives: 1, outbox: [] }, world.clock.now());
      expect(await call(body)).toEqual(before);
      expect(await call(otherBody)).toMatchObject({ statusCode: reused });
      expect(world.places()).toBe(places);
      expect((await bets.load(ref)).cashouts).toEqual([]);
    },
  );
});

function nativeEvent(body: object) {
  return {
    headers: {
      'content-type': 'application/json',
      'x-operator-id': '9',
      'x-brand': 'b',
      'x-player-id': 'p1',
      'idempotency-key': 'k1',
    },
    queryStringParameters: {},
    requestContext: { authorizer: { jwt: { claims: { client_id: 'shop' } } } },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

describe('archiving one of many bets', () => {
  it('Given one bet cannot be archived, Then the others are', async () => {
    const world = await exhausted();
    const refs = ['b1', 'b2', 'b3'].map((betId) => ({ provider: 'gr8', betId }) as const);
    const { cashouts } = await world.bets.load(gr8Ref);
    for (const ref of refs) await world.bets.save({ ...blankBet(ref), cashouts }, world.clock.now());
    const bets: BetStore = {
      ...world.bets,
      archive: async (bet, moving) => {
        if (bet.betId === 'b2') throw new Error('its item cannot be written');
        return world.bets.archive(bet, moving);
      },
    };
    await world.sweep(bets);
    const archives = await Promise.all(refs.map(async (ref) => (await world.bets.load(ref)).archives));
    expect(archives).toEqual([1, 0, 1]);
  });

  it('Given a bet with much to move, Then one sweep moves all of it', async () => {
    const world = await exhausted();
    const cashouts = Array.from({ length: 450 }, (_, at) =>
      aCashout('declined', { cashoutId: `co_${at}`, origin: 'provider', updatedAt: world.clock.now() - 1 }),
    );
    const ref = { provider: 'gr8', betId: 'b1' } as const;
    await world.bets.save({ ...blankBet(ref), cashouts }, world.clock.now());
    await world.sweep();
    const bet = await world.bets.load(ref);
    expect([bet.archives, bet.cashouts.length]).toEqual([3, 150]);
    const archived = await world.bets.findArchived(ref, 3, 'all');
    expect(new Set([...archived, ...bet.cashouts].map(({ cashoutId }) => cashoutId)).size).toBe(450);
  });
});
