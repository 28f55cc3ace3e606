import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryGroupStore } from '../../../lib/adapters/memory/group-store.ts';
import { memoryLeaseStore } from '../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryWatchStore } from '../../../lib/adapters/memory/watch-store.ts';
import { blankBet } from '../../../lib/domain/bet/bet.ts';
import { closeBet } from '../../../lib/domain/bet/register.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { maxBetsPerGroup } from '../../../lib/domain/subscription/group.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import { renewalShards } from '../../../lib/ports/group-store.ts';
import type { SubscriptionOutcome } from '../../../lib/ports/subscription-provider.ts';
import { callForBets } from '../../../lib/use-cases/call-subscriptions.ts';
import { renewSubscriptions } from '../../../lib/use-cases/renew-subscriptions.ts';
import { followAnyBets, subscribeBets } from '../../../lib/use-cases/subscribe-bets.ts';
import { unsubscribeBets } from '../../../lib/use-cases/unsubscribe-bets.ts';
import { noon, withAccepted, withPending } from '../../support/sample-bets.ts';
import { silentLog } from '../../support/silent.ts';

const minuteMs = 60_000;
const betIds = (count: number, name = 'b') => Array.from({ length: count }, (_, n) => `${name}${n}`);

/** A provider that answers by script, and everything around it in memory, on a clock that stands still. */
function parts(answer: (betIds: readonly string[]) => SubscriptionOutcome = () => ({ outcome: 'done' })) {
  const clock = manualClock(noon);
  const calls: (readonly string[])[] = [];
  const unsubscribed: string[] = [];
  const counts: Record<string, number> = {};
  let ids = 0;
  return {
    clock: { ...clock, sleep: (ms: number) => clock.advance(ms) },
    calls,
    unsubscribed,
    counts,
    ids: {
      next: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    log: silentLog,
    metrics: {
      count(name: string, amount = 1) {
        counts[name] = (counts[name] ?? 0) + amount;
      },
    },
    bets: memoryBetStore(),
    watches: memoryWatchStore(),
    groups: memoryGroupStore(),
    leases: memoryLeaseStore(),
    subscriptions: {
      limits: async () => ({ betsPerCall: 100, callsPerSecond: 1_000 }),
      subscribe: async (asked: readonly string[]) => {
        calls.push(asked);
        return answer(asked);
      },
      unsubscribe: async (asked: readonly string[]): Promise<SubscriptionOutcome> => {
        unsubscribed.push(...asked);
        return { outcome: 'done' };
      },
    },
  };
}

const refused: SubscriptionOutcome = { outcome: 'refused', reason: reason('provider-rejected') };
const failed: SubscriptionOutcome = { outcome: 'failed', reason: reason('provider-error') };
const done: SubscriptionOutcome = { outcome: 'done' };
const refusing =
  (...bad: readonly string[]) =>
  (asked: readonly string[]): SubscriptionOutcome =>
    asked.some((betId) => bad.includes(betId)) ? refused : done;

const me = { viewerId: 'me', keepForMs: 60 * minuteMs };

async function groupsOf({ groups }: ReturnType<typeof parts>) {
  const ids: string[] = [];
  for (let shard = 0; shard < renewalShards; shard += 1) {
    ids.push(...(await groups.listDue(shard, Number.MAX_SAFE_INTEGER, null)).ids);
  }
  return (await groups.loadMany(ids)).flatMap((group) => (group === null ? [] : [group]));
}

describe('calls for many bets', () => {
  const ask = (needs: ReturnType<typeof parts>, asked: readonly string[], pausesMs: readonly number[] = []) =>
    callForBets(
      { clock: needs.clock, call: needs.subscriptions.subscribe, pausesMs, until: noon + 10 * minuteMs },
      asked,
    );

  it.each([1, 2, 3])(
    'Given %i bad ids among a hundred, then the others are done and these refused',
    async (bad) => {
      const names = betIds(bad, 'bad');
      const needs = parts(refusing(...names));
      const all = [...betIds(50), ...names, ...betIds(50 - bad, 'c')];
      const outcomes = await ask(needs, all);
      expect(all.filter((betId) => outcomes.get(betId)?.outcome === 'refused')).toEqual(names);
      expect(all.filter((betId) => outcomes.get(betId)?.outcome === 'done')).toHaveLength(100 - bad);
    },
  );

  it('Given all are refused, then the calls are bounded, and none counts as refused that was not asked for alone', async () => {
    const needs = parts(() => refused);
    const outcomes = await ask(needs, betIds(100));
    expect(needs.calls.length).toBeLessThanOrEqual(48);
    const alone = needs.calls.filter(({ length }) => length === 1).flat();
    for (const [betId, { outcome }] of outcomes) expect(outcome === 'refused').toBe(alone.includes(betId));
  });

  it('Given a call fails twice, then it is made again after each pause, and the one that counts says when it began', async () => {
    let attempts = 0;
    const needs = parts(() => {
      attempts += 1;
      return attempts < 3 ? failed : done;
    });
    const outcomes = await ask(needs, ['b'], [500, 1_000]);
    expect(outcomes.get('b')).toEqual({ outcome: 'done', startedAt: noon + 1_500 });
  });
});

describe('a bet the provider does not take', () => {
  it('Given a hundred bets and one of them bad, then it alone fails and nobody follows it', async () => {
    const needs = parts(refusing('b42'));
    const answers = await subscribeBets(needs, { ...me, betIds: betIds(100) });
    expect(answers.filter(({ outcome }) => outcome === 'failed').map(({ betId }) => betId)).toEqual(['b42']);
    expect(await needs.watches.loadMany(['b42'])).toEqual([null]);
  });

  it('Given two viewers ask for it at once, then it fails for both and nobody follows it', async () => {
    const needs = parts(() => refused);
    const asked = ['a', 'b'].map((viewerId) => subscribeBets(needs, { ...me, viewerId, betIds: ['bad'] }));
    for (const [answer] of await Promise.all(asked)) expect(answer?.outcome).toBe('failed');
    expect(await needs.watches.loadMany(['bad'])).toEqual([null]);
  });

  it('Given bets go bad later, then the renewal keeps the others and ends these', async () => {
    const bad = ['b3', 'b50', 'b97'];
    let late = false;
    const needs = parts((asked) => (late ? refusing(...bad)(asked) : done));
    await subscribeBets(needs, { ...me, betIds: betIds(100) });
    late = true;
    for (let minute = 0; minute < 9; minute += 1) {
      await needs.clock.advance(minuteMs);
      await renewSubscriptions(needs);
    }
    const [group] = await groupsOf(needs);
    expect(group?.betIds).toHaveLength(97);
    expect(group?.renewedAt).toBeGreaterThan(noon + 3 * minuteMs);
    expect(await needs.watches.loadMany(bad)).toEqual([null, null, null]);
    expect(needs.counts['SubscriptionsRefused']).toBe(3);
  });

  it('Given a bet the provider chokes on, then its neighbours are renewed, it is tried by itself, and comes back when it can', async () => {
    let ill = false;
    const needs = parts((asked) => (ill && asked.includes('b42') ? failed : done));
    await subscribeBets(needs, { ...me, keepForMs: 10 * me.keepForMs, betIds: betIds(100) });
    await subscribeBets(needs, { ...me, keepForMs: 10 * me.keepForMs, betIds: betIds(50, 'c') });
    ill = true;
    const renew = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        await needs.clock.advance(minuteMs);
        await renewSubscriptions(needs);
      }
    };
    await renew(30);
    const ends = await groupsOf(needs);
    const sick = ends.filter(({ betIds: all }) => all.includes('b42'));
    expect(sick.map(({ betIds: all }) => all)).toEqual([['b42']]);
    for (const { betIds: all, renewedAt } of ends) {
      if (!all.includes('b42')) expect(renewedAt).toBeGreaterThan(needs.clock.now() - 9 * minuteMs);
    }
    expect((await needs.watches.loadMany(['b42']))[0]?.group).toBe(sick[0]?.id);
    ill = false;
    await renew(10);
    const [well] = (await groupsOf(needs)).filter(({ betIds: all }) => all.includes('b42'));
    expect(well?.renewedAt).toBeGreaterThan(needs.clock.now() - 9 * minuteMs);
  });

  it('Given one watch that cannot be read, then the others of its hundred are renewed, and so is it', async () => {
    const needs = parts();
    await subscribeBets(needs, { ...me, betIds: betIds(100) });
    const { loadMany } = needs.watches;
    needs.watches.loadMany = async (asked) => {
      if (asked.includes('b7')) throw new Error('row corrupt');
      return loadMany(asked);
    };
    await needs.clock.advance(8 * minuteMs);
    await renewSubscriptions(needs);
    const [group] = await groupsOf(needs);
    expect(group?.betIds).toEqual(betIds(100));
    expect(group?.renewedAt).toBeGreaterThanOrEqual(noon + 8 * minuteMs);
  });

  it('Given a promise of four hours, when the same viewer asks again and the provider is away, then the promise holds', async () => {
    let away = false;
    const needs = parts(() => (away ? failed : done));
    await subscribeBets(needs, { ...me, keepForMs: 240 * minuteMs, betIds: ['b0'] });
    await needs.clock.advance(11 * minuteMs);
    away = true;
    const [answer] = await subscribeBets(needs, { ...me, keepForMs: 240 * minuteMs, betIds: ['b0'] });
    expect(answer?.outcome).toBe('failed');
    expect((await needs.watches.loadMany(['b0']))[0]?.viewers).toEqual({ me: noon + 240 * minuteMs });
    away = false;
    for (let minute = 0; minute < 6; minute += 1) {
      await needs.clock.advance(minuteMs);
      await renewSubscriptions(needs);
    }
    expect(needs.calls.at(-1)).toEqual(['b0']);
    expect((await groupsOf(needs))[0]?.renewedAt).toBeGreaterThan(noon + 11 * minuteMs);
  });

  it('Given one watch that cannot be written, then the others are followed and it fails alone', async () => {
    const needs = parts();
    const { save } = needs.watches;
    needs.watches.save = async (next, read) => {
      if (next.betId === 'b3') throw new Error('the table is away');
      return save(next, read);
    };
    const answers = await subscribeBets(needs, { ...me, betIds: betIds(10) });
    expect(answers.filter(({ outcome }) => outcome === 'failed').map(({ betId }) => betId)).toEqual(['b3']);
  });

  it('Given the provider refuses everything for a while, then nobody loses a bet, and all are renewed afterwards', async () => {
    let away = false;
    const needs = parts(() => (away ? refused : done));
    await subscribeBets(needs, { ...me, betIds: betIds(10) });
    away = true;
    for (let minute = 0; minute < 12; minute += 1) {
      await needs.clock.advance(minuteMs);
      await renewSubscriptions(needs);
    }
    away = false;
    await needs.clock.advance(minuteMs);
    await renewSubscriptions(needs);
    const [group] = await groupsOf(needs);
    expect(group).toMatchObject({ betIds: betIds(10) });
    expect(group?.renewedAt).toBeGreaterThan(noon + 12 * minuteMs);
    expect(needs.counts['SubscriptionLapsesPossible']).toBeGreaterThanOrEqual(10);
  });
});

describe('following and leaving', () => {
  it('Given a bet its group says is subscribed, then joining it costs no call', async () => {
    const needs = parts();
    for (const viewerId of ['a', 'a', 'b']) await subscribeBets(needs, { ...me, viewerId, betIds: ['b0'] });
    expect(needs.calls).toHaveLength(1);
  });

  it('Given renewals that have not come for ten minutes, then whoever joins has the bet subscribed again', async () => {
    const needs = parts();
    await subscribeBets(needs, { ...me, betIds: ['b0'] });
    await needs.clock.advance(10 * minuteMs);
    const [answer] = await subscribeBets(needs, { ...me, viewerId: 'other', betIds: ['b0'] });
    expect(answer?.outcome).toBe('subscribed');
    expect(needs.calls).toHaveLength(2);
    const [watch] = await needs.watches.loadMany(['b0']);
    expect(Object.keys(watch?.viewers ?? {}).sort()).toEqual(['me', 'other']);
  });

  it('Given an interest that was taken for less time, then the longer one stays', async () => {
    const needs = parts();
    await subscribeBets(needs, { ...me, betIds: ['b0'] });
    const [answer] = await subscribeBets(needs, { ...me, keepForMs: minuteMs, betIds: ['b0'] });
    expect(answer).toEqual({ betId: 'b0', outcome: 'subscribed', expiresAt: noon + me.keepForMs });
  });

  it('Given the last viewer leaves, then the bet is in no renewal, and its group goes when it is due', async () => {
    const needs = parts();
    await subscribeBets(needs, { ...me, betIds: ['b0'] });
    await unsubscribeBets(needs, { viewerId: 'me', betIds: ['b0'] });
    expect(needs.unsubscribed).toEqual(['b0']);
    await needs.clock.advance(8 * minuteMs);
    await renewSubscriptions(needs);
    expect(needs.calls).toHaveLength(1);
    expect(await groupsOf(needs)).toEqual([]);
  });

  it('Given somebody begins to follow a bet while the provider is told that nobody does, then it is subscribed once more', async () => {
    const needs = parts();
    await subscribeBets(needs, { ...me, betIds: ['b0'] });
    const racing = {
      ...needs,
      subscriptions: {
        ...needs.subscriptions,
        unsubscribe: async (asked: readonly string[]) => {
          await subscribeBets(needs, { ...me, viewerId: 'other', betIds: ['b0'] });
          return needs.subscriptions.unsubscribe(asked);
        },
      },
    };
    await unsubscribeBets(racing, { viewerId: 'me', betIds: ['b0'] });
    expect(needs.calls).toHaveLength(3);
  });

  it('Given bets that are closed or cashed out, then only the others are followed, and no call is made for these', async () => {
    const needs = parts();
    const closed = closeBet(blankBet({ provider: 'odds88', betId: 'b1' }), {
      at: noon,
      actor: 'jo',
      reason: 'settled',
    });
    await needs.bets.save(closed, noon);
    const pending = withPending(blankBet({ provider: 'odds88', betId: 'b2' }), noon);
    const asked = await needs.bets.save(pending, noon);
    await needs.bets.save(withAccepted(asked.saved ? asked.bet : asked.current, noon), noon);
    const answers = await subscribeBets(needs, { ...me, betIds: betIds(4) });
    expect(answers).toEqual([
      { betId: 'b0', outcome: 'subscribed', expiresAt: noon + me.keepForMs },
      { betId: 'b1', outcome: 'failed', reason: reason('bet-not-open') },
      { betId: 'b2', outcome: 'failed', reason: reason('already-cashed-out') },
      { betId: 'b3', outcome: 'subscribed', expiresAt: noon + me.keepForMs },
    ]);
    expect(needs.calls).toEqual([['b0', 'b3']]);
    expect(await needs.watches.loadMany(['b1', 'b2'])).toEqual([null, null]);
  });

  it('Given a closed bet, then whoever must know how its cashout ended follows it all the same', async () => {
    const needs = parts();
    const ref = { provider: 'odds88', betId: 'b0' } as const;
    await needs.bets.save(closeBet(blankBet(ref), { at: noon, actor: 'jo', reason: 'settled' }), noon);
    expect(await followAnyBets(needs, { ...me, betIds: ['b0'] })).toMatchObject([{ outcome: 'subscribed' }]);
  });

  it('Given the ledger does not answer, then nobody is told that a bet is followed', async () => {
    const needs = parts();
    needs.bets.loadMany = () => Promise.reject(new StoreUnavailable('away'));
    await expect(subscribeBets(needs, { ...me, betIds: ['b0'] })).rejects.toThrow(StoreUnavailable);
    expect(needs.calls).toEqual([]);
  });

  it('Given a run that holds the lease, then another waits, and goes when there is no time left', async () => {
    const needs = parts();
    await needs.leases.acquire('renew-odds88', 'somebody', noon, noon + 5 * minuteMs);
    await renewSubscriptions(needs);
    expect(needs.clock.now()).toBeGreaterThanOrEqual(noon + 38_000);
    expect(needs.clock.now()).toBeLessThanOrEqual(noon + 40_000);
  });

  it('Given many small groups, when they are renewed, then one call and one group are left', async () => {
    const needs = parts();
    for (let n = 0; n < 20; n += 1) await subscribeBets(needs, { ...me, betIds: [`b${n}`] });
    await needs.clock.advance(8 * minuteMs);
    await renewSubscriptions(needs);
    expect(needs.calls).toHaveLength(21);
    const groups = await groupsOf(needs);
    expect(groups.map(({ betIds: all }) => all.length)).toEqual([20]);
    expect(maxBetsPerGroup).toBe(100);
    const watches = await needs.watches.loadMany(betIds(20));
    expect(new Set(watches.map((watch) => watch?.group))).toEqual(new Set([groups[0]?.id]));
  });
});
