import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import type { BetRef, Registration } from '../../../lib/domain/bet/bet.ts';
import { cashoutIdFor } from '../../../lib/domain/cashout/ids.ts';
import { applyToPayOut } from '../../../lib/domain/pay-out/apply.ts';
import { orphanAfterMs } from '../../../lib/domain/pay-out/due.ts';
import { sameOwner } from '../../../lib/domain/pay-out/pay-out.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { PlaceOutcome, PlaceRequest } from '../../../lib/ports/cashout-provider.ts';
import { registerBet } from '../../../lib/use-cases/register-bet.ts';
import { type CashoutRequest, requestCashout } from '../../../lib/use-cases/request-cashout.ts';
import { aRegistration, eur, gr8Ref, noon } from '../../support/builders.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';

const betcoreBetId = '4178696881';
const payOut = { sessionId: 's1', betcoreBetId, stake: eur('100') };
const otherRef: BetRef = { provider: 'gr8', betId: '1e82309c-9027-45ee-ba3d-0a667b83bc5a' };

const ownerOf = (ref: BetRef, key = 'k1') => ({ ...ref, cashoutId: cashoutIdFor(ref, key) });

function aRequest(given: Partial<CashoutRequest> = {}): CashoutRequest {
  return {
    ref: gr8Ref,
    idempotencyKey: 'k1',
    kind: 'full',
    playerId: 'p1',
    amount: eur('99'),
    stake: null,
    priceChange: 'none',
    margin: undefined,
    by: null,
    payOut,
    client: 'shop',
    correlationId: 'corr-1',
    causationId: 'call-1',
    ...given,
  };
}

const accepts = async ({ amount }: PlaceRequest): Promise<PlaceOutcome> => ({ outcome: 'accepted', amount });
const declines = async (): Promise<PlaceOutcome> => ({
  outcome: 'declined',
  reason: reason('price-changed'),
});

/** Every call to a store or to the provider, by name and in order; `around` may fail it, or never come back. */
function system(answer: (request: PlaceRequest) => Promise<PlaceOutcome> = accepts) {
  const clock = manualClock(noon);
  const [bets, payOuts] = [memoryBetStore(), memoryPayOutStore()];
  const calls: string[] = [];
  const placed: string[] = [];
  let around: Around = (_, work) => work();
  const step = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    calls.push(name);
    return around(name, work);
  };
  const needs = {
    clock,
    log: silentLog,
    metrics: silentMetrics,
    bets: {
      ...bets,
      load: (ref: BetRef) => step('load bet', () => bets.load(ref)),
      save: (...args: Parameters<typeof bets.save>) => step('write bet', () => bets.save(...args)),
    },
    payOuts: {
      ...payOuts,
      load: (id: string) => step('load pay-out', () => payOuts.load(id)),
      save: (...args: Parameters<typeof payOuts.save>) => step('write pay-out', () => payOuts.save(...args)),
    },
  };
  const place = (request: PlaceRequest) =>
    step('place', async () => {
      const ref = { provider: 'gr8', betId: request.betId } as const;
      const sending = (await bets.load(ref)).cashouts.find(({ status }) => status === 'pending');
      const { asked } = await payOuts.load(betcoreBetId);
      const isReserved =
        asked !== null && sameOwner(asked.owner, { ...ref, cashoutId: sending?.cashoutId ?? '' });
      placed.push(isReserved ? ref.betId : `${ref.betId} without reservation`);
      return answer(request);
    });
  return {
    clock,
    bets,
    payOuts,
    calls,
    placed,
    request: (given: Partial<CashoutRequest> = {}) => requestCashout(needs, { place }, aRequest(given)),
    register: (given: Partial<Registration> = {}, ref: BetRef = gr8Ref) => {
      const { registeredAt: _, ...told } = aRegistration(given);
      return registerBet({ clock, bets }, ref, told);
    },
    item: () => payOuts.load(betcoreBetId),
    interfere: (with_: Around) => {
      around = with_;
    },
  };
}

type Around = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const never = new Promise<never>(() => undefined);

describe('a full cashout with a pay-out', () => {
  it('Given nothing else happens, then the reservation comes before the bet, in four calls to the table', async () => {
    const { request, calls, placed, item } = system();
    expect(await request()).toMatchObject({ outcome: 'placed', cashout: { status: 'accepted', payOut } });
    expect(calls).toEqual(['load bet', 'write pay-out', 'write bet', 'place', 'write bet']);
    expect(placed).toEqual([gr8Ref.betId]);
    expect(await item()).toMatchObject({
      version: 1,
      status: 'reserved',
      checkAt: noon + orphanAfterMs,
      asked: { owner: ownerOf(gr8Ref), sessionId: 's1', amount: null, stake: eur('100'), client: 'shop' },
    });
  });

  it('Given it is repeated, then one call, and nothing is reserved again', async () => {
    const { request, calls, item } = system();
    await request();
    calls.length = 0;
    expect(await request()).toMatchObject({ outcome: 'replayed', cashout: { payOut } });
    expect(calls).toEqual(['load bet']);
    expect(await item()).toMatchObject({ version: 1 });
  });

  it('Given neither request nor bet asks for one, then three calls and no item', async () => {
    const { request, calls, placed, item } = system();
    await request({ payOut: null });
    expect(calls).toEqual(['load bet', 'write bet', 'place', 'write bet']);
    expect(placed).toEqual([`${gr8Ref.betId} without reservation`]);
    expect(await item()).toMatchObject({ version: 0 });
  });

  it.each(['full', 'forced'] as const)(
    'Given only the bet is registered with one, then a %s cashout has it, of what is left of the stake',
    async (kind) => {
      const { request, register, item } = system();
      await register({ payOut: { sessionId: 's2', betcoreBetId } });
      const placed = await request({ kind, priceChange: kind === 'full' ? 'none' : null, payOut: null });
      expect(placed).toMatchObject({
        cashout: { payOut: { sessionId: 's2', betcoreBetId, stake: eur('100') } },
      });
      expect(await item()).toMatchObject({ asked: { sessionId: 's2', stake: eur('100') } });
    },
  );

  it.each([
    ['a part', { kind: 'partial', stake: eur('10'), payOut: null }, 'pay-out-not-supported'],
    ['another BETCORE bet', { payOut: { ...payOut, betcoreBetId: '1' } }, 'pay-out-differs'],
    ['too many digits', { amount: eur('12345678901234.56') }, 'pay-out-amount-too-long'],
  ] as const)(
    'Given a request the bet refuses (%s), then nothing is reserved and nothing leaves, however often it is repeated',
    async (_, given, code) => {
      const { request, register, placed, item, calls } = system();
      await register({ payOut: { sessionId: 's1', betcoreBetId } });
      for (const _turn of [1, 2]) expect(await request(given)).toMatchObject({ outcome: 'refused', code });
      expect(calls).toEqual(['load bet', 'load bet']);
      expect(placed).toEqual([]);
      expect(await item()).toMatchObject({ version: 0 });
    },
  );
});

describe('two cashouts that want one BETCORE bet', () => {
  it('Given one of another bet has it, then the second is refused without reaching its provider, and starts anew once it is free', async () => {
    const { request, placed, payOuts, item, bets } = system();
    await request();
    const second = { ref: otherRef, idempotencyKey: 'k2' };
    for (const _turn of [1, 2]) {
      expect(await request(second)).toEqual({
        outcome: 'refused',
        code: 'pay-out-already-attached',
        cashout: null,
      });
    }
    expect(placed).toEqual([gr8Ref.betId]);
    expect(await bets.load(otherRef)).toMatchObject({ version: 0 });
    const released = applyToPayOut(
      await item(),
      { name: 'cashout-declined', at: noon, owner: ownerOf(gr8Ref) },
      'c',
    );
    await payOuts.save(released.payOut, noon);
    expect(await request(second)).toMatchObject({ outcome: 'placed', cashout: { status: 'accepted' } });
  });

  it('Given they come at once, in any order of their steps, then at most one reaches its provider', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(gr8Ref, otherRef), async (scheduler, ref) => {
        const { request, placed, interfere } = system();
        interfere(async (name, work) => {
          await scheduler.schedule(Promise.resolve(), name);
          return work();
        });
        const both = [request(), request({ ref, idempotencyKey: 'k2' })];
        await scheduler.waitFor(Promise.all(both));
        const results = await Promise.all(both);
        expect([[gr8Ref.betId], [ref.betId]]).toContainEqual(placed);
        const codes = results.flatMap((result) => (result.outcome === 'refused' ? [result.code] : []));
        const [code] = codes;
        expect(codes).toHaveLength(1);
        if (ref === otherRef) expect(code).toBe('pay-out-already-attached');
        else expect(['cashout-in-progress', 'bet-already-cashed-out']).toContain(code);
      }),
    );
  });

  it('Given any number of them, declined, unknown or accepted, in any order of their steps, then nothing leaves without its own reservation', async () => {
    const anyAsked = fc.record({ ref: fc.constantFrom(gr8Ref, otherRef), key: fc.constantFrom('k1', 'k2') });
    const anyFate = fc.constantFrom('accepted', 'declined', 'unclear');
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(anyAsked, { minLength: 2, maxLength: 5 }),
        fc.array(anyFate, { minLength: 5, maxLength: 5 }),
        async (scheduler, all, fates) => {
          let places = 0;
          const { request, placed, interfere, bets } = system(async (asked) => {
            const fate = fates[places++];
            if (fate === 'accepted') return accepts(asked);
            return fate === 'declined' ? declines() : { outcome: 'unclear', evidence: 'timeout' };
          });
          interfere(async (name, work) => {
            await scheduler.schedule(Promise.resolve(), name);
            return work();
          });
          const asking = all.map(({ ref, key }) => request({ ref, idempotencyKey: key }));
          await scheduler.waitFor(Promise.all(asking));
          expect(placed.filter((one) => one.endsWith('without reservation'))).toEqual([]);
          const cashouts = [gr8Ref, otherRef].map(async (ref) => (await bets.load(ref)).cashouts);
          const taken = (await Promise.all(cashouts)).flat().filter(({ status }) => status !== 'declined');
          expect(taken.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('Given a request for the same bet died after its reservation, then the next must wait until that is over, and goes through then', async () => {
    const { request, interfere, clock, item } = system();
    interfere((name, work) => (name === 'write bet' ? never : work()));
    void request();
    await expect.poll(async () => (await item()).version).toBe(1);
    interfere((_, work) => work());
    const next = { idempotencyKey: 'k2' };
    await clock.advance(orphanAfterMs - 1);
    expect(await request(next)).toMatchObject({ outcome: 'refused', code: 'cashout-in-progress' });
    expect(await request({ ...next, ref: otherRef })).toMatchObject({ code: 'pay-out-already-attached' });
    await clock.advance(1);
    expect(await request(next)).toMatchObject({ cashout: { status: 'accepted' } });
  });

  it('Given the first of the same bet was declined and nobody has told the pay-out yet, then the next goes through', async () => {
    let answer: (request: PlaceRequest) => Promise<PlaceOutcome> = declines;
    const { request, placed, item } = system((asked) => answer(asked));
    expect(await request()).toMatchObject({ cashout: { status: 'declined' } });
    answer = accepts;
    expect(await request({ idempotencyKey: 'k2' })).toMatchObject({ cashout: { status: 'accepted' } });
    expect(await item()).toMatchObject({ status: 'reserved', asked: { owner: ownerOf(gr8Ref, 'k2') } });
    expect(placed).toEqual([gr8Ref.betId, gr8Ref.betId]);
  });

  it('Given the first of the same bet is unknown, then the bet says what to wait for', async () => {
    const { request, placed } = system(async () => ({ outcome: 'unclear', evidence: 'timeout' }));
    await request();
    expect(await request({ idempotencyKey: 'k2' })).toMatchObject({ code: 'cashout-in-progress' });
    expect(placed).toEqual([gr8Ref.betId]);
  });

  it('Given the bet is registered with one while a request without one is on its way in, then it is reserved all the same', async () => {
    const { request, register, interfere, placed, item } = system();
    let registered = false;
    interfere(async (name, work) => {
      if (name === 'write bet' && !registered) {
        registered = true;
        await register({ payOut: { sessionId: 's1', betcoreBetId } });
      }
      return work();
    });
    expect(await request({ payOut: null })).toMatchObject({
      cashout: { status: 'accepted', payOut: { betcoreBetId } },
    });
    expect(await item()).toMatchObject({ status: 'reserved' });
    expect(placed).toEqual([gr8Ref.betId]);
  });
});

describe('whoever dies on the way', () => {
  const steps = ['load bet', 'write pay-out', 'write bet', 'place', 'write bet'];
  const deaths = steps.flatMap((name, turn) =>
    (['before', 'after'] as const).map((when) => [when, name, turn] as const),
  );

  it.each(deaths)(
    'Given it dies %s "%s" (step %i), then at most a reservation without a cashout is left, and a repeat carries on',
    async (when, _, turn) => {
      const { request, interfere, calls, placed, item, bets } = system();
      const dead = Promise.withResolvers<void>();
      interfere(async (_name, work) => {
        if (calls.length - 1 !== turn) return work();
        if (when === 'after') await work();
        dead.resolve();
        return never;
      });
      void request();
      await dead.promise;
      interfere((_name, work) => work());
      const [bet, left] = [await bets.load(gr8Ref), await item()];
      if (bet.cashouts.length === 0) {
        expect(placed).toEqual([]);
        const orphan = { name: 'orphan', owner: ownerOf(gr8Ref) } as const;
        const early = applyToPayOut(left, { ...orphan, at: noon + orphanAfterMs - 1 }, 'run-1');
        const due = applyToPayOut(left, { ...orphan, at: noon + orphanAfterMs }, 'run-1');
        expect(early).toMatchObject({ outcome: 'no-row' });
        expect(due.payOut.status).toBe(left.version === 0 ? null : 'released');
        expect(await request()).toMatchObject({ cashout: { status: 'accepted' } });
      } else {
        expect(left).toMatchObject({ status: 'reserved', asked: { owner: ownerOf(gr8Ref) } });
        expect(await request()).toMatchObject(
          turn === 4 && when === 'after'
            ? { outcome: 'replayed', cashout: { status: 'accepted' } }
            : { outcome: 'refused', code: 'request-in-progress' },
        );
      }
      expect([[], [gr8Ref.betId]]).toContainEqual(placed);
      expect(await item()).toMatchObject({ asked: { owner: ownerOf(gr8Ref) } });
    },
  );

  it.each([false, true])(
    'Given the reservation cannot be written (done: %s), then nothing of the bet is written and nothing leaves',
    async (done) => {
      const { request, interfere, placed, bets } = system();
      interfere(async (name, work) => {
        if (name !== 'write pay-out') return work();
        if (done) await work();
        throw new StoreUnavailable('away');
      });
      await expect(request()).rejects.toThrow(StoreUnavailable);
      expect(placed).toEqual([]);
      expect(await bets.load(gr8Ref)).toMatchObject({ version: 0 });
    },
  );

  it('Given it is held up after its reservation until that may be released, then it never leaves', async () => {
    let sendBefore = Number.POSITIVE_INFINITY;
    const { request, interfere, clock } = system(async (asked) => {
      ({ sendBefore } = asked);
      return { outcome: 'never-sent', reason: reason('provider-unreachable'), evidence: 'too late' };
    });
    interfere(async (name, work) => {
      const done = await work();
      if (name === 'write pay-out') await clock.advance(orphanAfterMs);
      return done;
    });
    await request();
    expect(sendBefore).toBeLessThan(clock.now());
  });

  it('Given the bet is closed right after the reservation, then the request is refused and leaves a reservation that ends', async () => {
    const { request, interfere, placed, item, bets } = system();
    interfere(async (name, work) => {
      const done = await work();
      if (name === 'write pay-out') {
        const bet = await bets.load(gr8Ref);
        await bets.save({ ...bet, closed: { at: noon, actor: 'jo', reason: 'settled' } }, noon);
      }
      return done;
    });
    expect(await request()).toMatchObject({ outcome: 'refused', code: 'bet-closed' });
    expect(placed).toEqual([]);
    const orphan = { name: 'orphan', owner: ownerOf(gr8Ref), at: noon + orphanAfterMs } as const;
    expect(applyToPayOut(await item(), orphan, 'run-1')).toMatchObject({ payOut: { status: 'released' } });
  });
});
