import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gr8Native, type NativeHeaders, result } from './support/gr8-native.ts';
import {
  cashOut,
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
  hub = await startHub();
});
afterAll(() => hub.close());

const { full, partial, forced, hubView, moneyPosts, register } = gr8Native(() => hub);

const key = { 'Idempotency-Key': 'k-1' };

/** Whatever else is asked under the key, nothing in the answer reads as a no. */
async function expectUnknown(bet: SeededBet, headers: NativeHeaders): Promise<void> {
  for (const [answer, amount] of [
    [await full(bet, '92.51', '"None"', headers), '92.51'],
    [await partial(bet, '10', '9.25', { headers }), '9.25'],
    [await forced(bet, '92.50', { headers }), '92.50'],
  ] as const) {
    expect([answer.status, answer.text]).toEqual(result(bet, amount, 'Unknown'));
  }
}

describe('Idempotency-Key on the native paths', () => {
  it('Given the same call again, then its cashout as it is now and one effect', async () => {
    const bet = await seedGr8Bet(hub);
    const answers = [await full(bet, '90', '"Any"', key), await full(bet, '90', '"Any"', key)];
    for (const { status, text } of answers) expect([status, text]).toEqual(result(bet, '92.5', 'Success'));
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a key whose cashout a person has settled, then the repeat says so', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'forced-cashout', times: 1, kind: 'status', status: 500 });
    expect((await forced(bet, '99.0', { headers: key })).text).toBe(result(bet, '99.0', 'Unknown')[1]);
    const [{ cashoutId }] = (await hubView(bet)).cashouts;
    await hub.call('POST', `${bet.path}/cashouts/${cashoutId}/resolution`, {
      body: { outcome: 'declined', actor: 'jo', note: 'ticket 89' },
    });
    expect((await forced(bet, '99.0', { headers: key })).text).toBe(result(bet, '99.0', 'NotAllowed')[1]);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given the first still running, then Unknown and one effect', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'delay', delayMs: 3_000 });
    const first = full(bet, '92.50', '"None"', key);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    const second = await full(bet, '92.50', '"None"', key);
    expect([second.status, second.text]).toEqual(result(bet, '92.50', 'Unknown'));
    await hub.control('POST', '/clock', { advanceMs: 3_000 });
    expect((await first).text).toBe(result(bet, '92.5', 'Success')[1]);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given the key came with another request that came to nothing, then it is refused in the manner of the path', async () => {
    const bet = await seedGr8Bet(hub, { status: 'suspended' });
    await full(bet, '92.50', '"None"', key);
    const other = await full(bet, '92.51', '"None"', key);
    expect([other.status, Object.keys(JSON.parse(other.text))]).toEqual([400, ['Idempotency-Key']]);
    const force = await forced(bet, '92.50', { headers: key });
    expect([force.status, force.type]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a key nobody can read, then 400', async () => {
    const bet = await seedGr8Bet(hub);
    const answer = await full(bet, '92.50', '"None"', { 'Idempotency-Key': '"k' });
    expect([answer.status, Object.keys(JSON.parse(answer.text))]).toEqual([400, ['Idempotency-Key']]);
    expect(await moneyPosts(bet)).toEqual([]);
  });

  it('Given no key, then every call is a request of its own', async () => {
    const bet = await seedGr8Bet(hub, { status: 'suspended' });
    await full(bet);
    await full(bet);
    expect((await hubView(bet)).cashouts).toHaveLength(2);
    expect(await moneyPosts(bet)).toHaveLength(2);
  });

  it('Given the key came with another request that is open, then Unknown on every path', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'status', status: 500 });
    await full(bet, '92.50', '"None"', key);
    await expectUnknown(bet, key);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given the key came with another request that was paid, then Unknown on every path', async () => {
    const bet = await seedGr8Bet(hub);
    await full(bet, '92.50', '"None"', key);
    await expectUnknown(bet, key);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a forced cashout repeated by another client, then it is the same one, and the first is kept as its actor', async () => {
    const bet = await seedGr8Bet(hub);
    const as = async (clientId: string) =>
      (await hub.control('POST', '/tokens', { scopes: ['cashout:force'], clientId })).body.token;
    const answers = [
      await forced(bet, '99.0', { headers: key, token: await as('shop-1') }),
      await forced(bet, '99.0', { headers: key, token: await as('shop-2') }),
    ];
    for (const { status, text } of answers) expect([status, text]).toEqual(result(bet, '99.0', 'Success'));
    const { cashouts } = await hubView(bet);
    expect(cashouts).toHaveLength(1);
    expect(cashouts[0].history[0]).toMatchObject({ actor: 'shop-1', note: 'forced through the GR8 path' });
  });

  it.each([
    ['unregistered', false],
    ['registered in between', true],
  ])('Given a bet %s, then its cashout is repeated with and without a currency', async (_, registers) => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
    const amount = { value: '9.20', currency: 'EUR' };
    const body = { playerId: 'p1', amount, stake: { value: '10', currency: 'EUR' }, priceChange: 'any' };
    const bare = () => partial(bet, '10', '9.2', { headers: key });
    const spoken = () =>
      hub.call('POST', `${bet.path}/partial-cashouts`, { headers: { 'idempotency-key': 'k-1' }, body });
    const first = await bare();
    if (registers) await register(bet);
    const [again, throughHub] = [await bare(), await spoken()];
    expect([first.text, again.text]).toEqual([
      result(bet, '9.2', 'Success')[1],
      result(bet, '9.2', 'Success')[1],
    ]);
    expect([throughHub.status, throughHub.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a cashout through the hub, then its bare repeat on the native path is the same one', async () => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet, { key: 'k-1' });
    const again = await full(bet, '92.50', '"None"', key);
    expect([again.status, again.text]).toEqual(result(bet, '92.5', 'Success'));
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given no key and a part whose answer was lost, then its repeat is another part and is paid as well', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
    await partial(bet, '10', '9.20');
    await partial(bet, '10', '9.20');
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(2);
  });
});
