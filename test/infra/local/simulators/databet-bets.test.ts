import { describe, expect, it } from 'vitest';
import { betId, type RunningDatabet, runningDatabet } from './running-databet.ts';

const full = { amount: '100', refund_amount: '92.500000' };

function accepted(databet: RunningDatabet, requestId: string, orderId: string, amounts: object = full) {
  const body = { request_id: requestId, bet_id: betId, cash_out_order_id: orderId, ...amounts };
  return databet.callback({ callback: 'accepted', body });
}

function declined(
  databet: RunningDatabet,
  requestId: string,
  orderIds: readonly string[],
  more: object = {},
) {
  const body = { request_id: requestId, bet_id: betId, cash_out_order_ids: orderIds, ...more };
  return databet.callback({ callback: 'declined', body });
}

describe("the balance DATA.BET's test client expects", () => {
  it('Given a stake of 100 of 1000 and callbacks by hand, then it is as the client walks through them', async () => {
    const databet = await runningDatabet();
    const balance = async () => (await databet.truth()).balance;
    await databet.seed();
    expect(await balance()).toEqual({ available: '900', held: '100' });
    for (const repeat of ['first', 'replay']) {
      await accepted(databet, 'r1', 'o1');
      expect([repeat, await balance()]).toEqual([repeat, { available: '992.5', held: '0' }]);
    }
    for (const more of [{}, { cash_out_order_id: 'o1' }]) {
      await declined(databet, 'r2', ['o1'], more);
      expect([more, await balance()]).toEqual([more, { available: '900', held: '100' }]);
    }
    await accepted(databet, 'r3', 'o2');
    expect(await balance()).toEqual({ available: '992.5', held: '0' });
  });

  it('Given the same by the player, then the same, whatever the hub answers', async () => {
    const databet = await runningDatabet();
    const balance = async () => (await databet.truth()).balance;
    databet.answerBy(() => 500);
    await databet.seed();
    const { orderId } = await databet.cashOut();
    expect(await balance()).toEqual({ available: '992.5', held: '0' });
    await databet.decline(orderId);
    expect(await balance()).toEqual({ available: '900', held: '100' });
    await databet.cashOut();
    expect(await databet.truth()).toMatchObject({
      balance: { available: '992.5', held: '0' },
      undelivered: [{ callback: 'accepted' }, { callback: 'declined' }, { callback: 'accepted' }],
    });
  });

  it('Given a stake past what the player has, then it goes negative', async () => {
    const databet = await runningDatabet();
    await databet.seed({ stake: '2000' });
    expect((await databet.truth()).balance).toEqual({ available: '-1000', held: '2000' });
  });

  it('Given a declined before its accepted, then the order stays void and its amounts are known', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await declined(databet, 'r2', ['o1']);
    expect((await databet.truth()).cashouts).toMatchObject([{ orderId: 'o1', amount: null }]);
    await accepted(databet, 'r1', 'o1');
    expect(await databet.truth()).toMatchObject({
      cashouts: [{ orderId: 'o1', amount: '100', refundAmount: '92.5', status: 'declined' }],
      balance: { available: '900', held: '100' },
    });
  });

  it.each([
    ['other amounts of a known order', { amount: '1', refund_amount: '1' }, 'r9', 'o1'],
    ['a request id of before', full, 'r1', 'o9'],
    ['no amount', { refund_amount: '1' }, 'r9', 'o9'],
    ['an amount that is no plain decimal', { amount: '1e2', refund_amount: '1' }, 'r9', 'o9'],
  ])('Given an accepted by hand with %s, then nothing is booked', async (_, amounts, requestId, orderId) => {
    const databet = await runningDatabet();
    await databet.seed();
    await accepted(databet, 'r1', 'o1');
    const before = await databet.truth();
    await accepted(databet, requestId, orderId, amounts);
    expect(await databet.truth()).toEqual(before);
  });
});

describe('a cash-out by the player', () => {
  it('Given nothing said, then all that is held, and the bet is cashed out until it is void', async () => {
    const databet = await runningDatabet();
    await databet.seed({ stake: '100.00', playerId: 'p1' });
    const { orderId, requestId } = await databet.cashOut();
    expect(databet.received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        request_id: requestId,
        bet_id: betId,
        cash_out_order_id: orderId,
        amount: '100',
        refund_amount: '92.500000',
      },
    ]);
    expect(databet.received[0]?.rawHeaders).toContain('{   "internal_player_id": "p1" }');
    expect(await databet.truth()).toMatchObject({
      status: 'cashed-out',
      cashouts: [{ orderId, amount: '100', refundAmount: '92.5', status: 'accepted' }],
    });
    await databet.decline(orderId);
    expect(await databet.truth()).toMatchObject({
      status: 'open',
      cashouts: [{ orderId, status: 'declined' }],
    });
  });

  it.each([
    ['its share', {}, { amount: '40' }, '37.000000'],
    ['its share, rounded down', { cashoutValue: '10' }, { amount: '33.33333333' }, '3.333333'],
    ['what the ratio says', { partialRatio: '0.337187' }, { amount: '40' }, '13.487480'],
    ['what is said', {}, { amount: '40', refundAmount: '5.50' }, '5.50'],
  ])('Given a part, then it pays %s', async (_, bet, order, refund) => {
    const databet = await runningDatabet();
    await databet.seed(bet);
    await databet.cashOut(order);
    expect(JSON.parse(databet.received[0]?.body ?? '')).toMatchObject({
      amount: order.amount,
      refund_amount: refund,
    });
    expect((await databet.truth()).status).toBe('open');
  });

  it('Given parts, then together they take no more than the stake', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    const place = (order: object) => databet.control('POST', `/bets/${betId}/cash-outs`, order);
    const { orderId } = await databet.cashOut({ amount: '40' });
    const tooMuch = await place({ amount: '60.01' });
    expect([tooMuch.status, tooMuch.text]).toEqual([409, expect.stringContaining('60 of the stake')]);
    expect((await place({ amount: '0' })).status).toBe(409);
    expect((await place({ amount: '60.00' })).status).toBe(202);
    const again = await place({});
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('All of this bet')]);
    await databet.decline(orderId);
    expect(await databet.truth()).toMatchObject({
      cashouts: [
        { amount: '40', status: 'declined' },
        { amount: '60.00', status: 'accepted' },
      ],
      balance: { available: '955.5', held: '40' },
    });
  });

  it.each([
    ['an unknown bet', 'POST', '/bets/nobody/cash-outs', undefined, 404, 'Seed it with POST'],
    ['a number', 'POST', `/bets/${betId}/cash-outs`, { amount: 5 }, 400, 'amount must be a decimal string'],
    ['a typo', 'POST', `/bets/${betId}/cash-outs`, { refund: '5' }, 400, "unknown: 'refund'"],
    [
      'an unknown order',
      'POST',
      `/bets/${betId}/cash-outs/o9/decline`,
      undefined,
      404,
      'shows its cash-outs',
    ],
    ['an order that is void', 'POST', `/bets/${betId}/cash-outs/o1/decline`, undefined, 409, 'void already'],
    ['an unknown call', 'GET', '/help', undefined, 404, '/bets/{betId}/cash-outs/{orderId}/decline makes'],
    ['a call of its own', 'POST', '/callback', undefined, 404, 'POST /callbacks {callback: accepted|'],
  ])('Given %s, then it says what to do', async (_, method, path, body, status, words) => {
    const databet = await runningDatabet();
    await databet.seed();
    await declined(databet, 'r1', ['o1']);
    const answer = await databet.control(method, path, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
  });

  it('Given the bet is suspended, then 409', async () => {
    const databet = await runningDatabet();
    await databet.seed({ status: 'suspended' });
    const answer = await databet.control('POST', `/bets/${betId}/cash-outs`);
    expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('The bet is suspended')]);
  });
});
