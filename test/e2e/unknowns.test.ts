import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  cashOut,
  eventsOf,
  eventTypesOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ standing: false });
});
afterAll(() => hub.close());

const minute = 60_000;

async function pass(minutes: number): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: minutes * minute });
}

/** A bet whose cashout ended unknown: executed at GR8 or not, as said. */
async function unknownBet(
  executed: boolean,
): Promise<{ bet: SeededBet; cashout: Answer['body']; path: string }> {
  const bet = await seedGr8Bet(hub);
  const kind = executed ? 'status-after-effect' : 'status';
  await setFault(hub, { operation: 'cashout', kind, status: 500, times: 1 });
  const { body } = await cashOut(hub, bet, { key: 'k' });
  expect(body.status).toBe('unknown');
  return { bet, cashout: body, path: `${bet.path}/cashouts/${body.cashoutId}` };
}

describe('GR8 is asked about an unknown cashout', () => {
  it('Given it was not executed, then after two readings it is declined by inference and the player may try again', async () => {
    const { bet, path } = await unknownBet(false);
    await pass(2);
    expect((await hub.call('GET', path)).body.status).toBe('unknown');
    await pass(4);
    expect((await hub.call('GET', path)).body).toMatchObject({
      status: 'declined',
      decidedBy: 'inference',
      reason: { code: 'provider-unreachable', retryable: 'now' },
    });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutDeclined']);
    expect((await cashOut(hub, bet, { key: 'k' })).body.status).toBe('declined');
    expect((await cashOut(hub, bet, { key: 'k2' })).body.status).toBe('accepted');
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
  });

  it('Given it was executed, then it is never taken for declined, however long it takes', async () => {
    const { bet, path } = await unknownBet(true);
    await pass(180);
    expect((await hub.call('GET', path)).body.status).toBe('unknown');
    expect(await sentFor(hub, bet)).toHaveLength(1);
  });

  it('Given the market is suspended, then it stays unknown until it opens again', async () => {
    const { bet, path } = await unknownBet(false);
    await hub.control('PATCH', `/simulators/gr8/bets/${bet.betId}`, { status: 'suspended' });
    await pass(10);
    expect((await hub.call('GET', path)).body.status).toBe('unknown');
    await hub.control('PATCH', `/simulators/gr8/bets/${bet.betId}`, { status: 'open' });
    await pass(20);
    expect((await hub.call('GET', path)).body.status).toBe('declined');
  });

  it('Given GR8 does not answer for an hour, then it is asked again until it does', async () => {
    const { path } = await unknownBet(false);
    await setFault(hub, { operation: 'amounts', kind: 'status', status: 503, times: 1_000 });
    await pass(60);
    expect((await hub.call('GET', path)).body.status).toBe('unknown');
    await hub.control('DELETE', '/simulators/gr8/faults');
    await pass(120);
    expect((await hub.call('GET', path)).body.status).toBe('declined');
  });
});

describe('a person settles it', () => {
  const accepted = {
    outcome: 'accepted',
    amount: { value: '92.50', currency: 'EUR' },
    actor: 'jo',
    note: 'GR8 support ticket 88',
  };

  async function listed(): Promise<readonly Answer['body'][]> {
    const items: Answer['body'][] = [];
    let cursor: string | null = null;
    do {
      const page: Answer = await hub.call(
        'GET',
        `/v1/unresolved?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.status).toBe(200);
      items.push(...page.body.items);
      cursor = page.body.cursor;
    } while (cursor !== null);
    return items;
  }

  it('Given several wait, then each is listed once, longest first, and no more once settled', async () => {
    const waiting = [await unknownBet(true), await unknownBet(true), await unknownBet(true)];
    const own = new Set(waiting.map(({ cashout }) => cashout.cashoutId));
    expect((await listed()).filter(({ cashoutId }) => own.has(cashoutId))).toEqual([]);
    await pass(20);
    const items = (await listed()).filter(({ cashoutId }) => own.has(cashoutId));
    expect(items.map(({ type, status }) => [type, status])).toEqual(
      waiting.map(() => ['cashout', 'unknown']),
    );
    expect(items.map(({ cashoutId }) => cashoutId)).toEqual(waiting.map(({ cashout }) => cashout.cashoutId));
    for (const { path } of waiting) {
      expect((await hub.call('POST', `${path}/resolution`, { body: accepted })).status).toBe(200);
    }
    expect((await listed()).filter(({ cashoutId }) => own.has(cashoutId))).toEqual([]);
  });

  it('Given they say it was paid, then accepted, with name and note, told to everybody, and the bet is over', async () => {
    const { bet, path } = await unknownBet(true);
    const resolved = await hub.call('POST', `${path}/resolution`, { body: accepted });
    expect(resolved.status).toBe(200);
    expect(resolved.body).toMatchObject({
      status: 'accepted',
      decidedBy: 'person',
      settled: { value: '92.50', currency: 'EUR' },
    });
    expect(resolved.body.history.at(-1)).toMatchObject({
      actor: 'jo',
      note: 'GR8 support ticket 88',
      from: 'unknown',
    });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutSettled']);
    expect((await cashOut(hub, bet)).body.code).toBe('bet-already-cashed-out');

    // The same again, by whomever: the same answer. Anything else: no.
    const again = await hub.call('POST', `${path}/resolution`, { body: { ...accepted, actor: 'al' } });
    expect([again.status, again.body]).toEqual([200, resolved.body]);
    const other = { ...accepted, amount: { value: '92.51', currency: 'EUR' } };
    const changed = await hub.call('POST', `${path}/resolution`, { body: other });
    expect([changed.status, changed.body.code]).toEqual([409, 'cashout-already-decided']);
    expect(await eventsOf(hub, bet)).toHaveLength(2);
  });

  it('Given they say it was not, then declined, and another key may try', async () => {
    const { bet, path } = await unknownBet(false);
    const body = { outcome: 'declined', actor: 'jo', note: 'not in their report' };
    expect((await hub.call('POST', `${path}/resolution`, { body })).body).toMatchObject({
      status: 'declined',
      decidedBy: 'person',
    });
    expect((await cashOut(hub, bet)).body.status).toBe('accepted');
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
  });

  it.each([
    ['without a note', { note: undefined }, 'note'],
    ['without a name', { actor: '' }, 'actor'],
    ['without an amount', { amount: undefined }, 'amount'],
    ['with another outcome', { outcome: 'maybe' }, 'outcome'],
    ['in another currency', { amount: { value: '92.50', currency: 'USD' } }, 'amount.currency'],
  ])('Given they say it %s, then 400 names the place', async (_, change, path) => {
    const unknown = await unknownBet(true);
    const answer = await hub.call('POST', `${unknown.path}/resolution`, { body: { ...accepted, ...change } });
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([
      400,
      'invalid-request',
      path,
    ]);
    expect((await hub.call('GET', unknown.path)).body.status).toBe('unknown');
  });

  it('Given it is not unknown, not there, or the token may not, then it is refused', async () => {
    const bet = await seedGr8Bet(hub);
    const missing = await hub.call('POST', `${bet.path}/cashouts/co_1/resolution`, { body: accepted });
    expect([missing.status, missing.body.code]).toEqual([404, 'bet-not-found']);
    const { body } = await cashOut(hub, bet);
    const path = `${bet.path}/cashouts/${body.cashoutId}/resolution`;
    const decided = await hub.call('POST', path, { body: accepted });
    expect([decided.status, decided.body.code]).toEqual([409, 'cashout-already-decided']);
    const { token } = (await hub.control('POST', '/tokens', { scopes: ['cashout:write', 'cashout:read'] }))
      .body;
    expect((await hub.call('POST', path, { body: accepted, token })).status).toBe(403);
  });

  it.each(['limit=0', 'limit=101', 'limit=ten', 'cursor=nonsense', 'cursor=W10'])(
    'Given the list is asked for with %s, then 400',
    async (query) => {
      const answer = await hub.call('GET', `/v1/unresolved?${query}`);
      expect([answer.status, answer.body.errors[0].path]).toEqual([400, query.split('=')[0]]);
    },
  );
});
