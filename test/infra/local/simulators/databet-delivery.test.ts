import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryQueues } from '../../../../infra/local/simulators/databet/delivery.ts';
import { faultQueue } from '../../../../infra/local/simulators/faults.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { betId, type HubAnswer, type RunningDatabet, runningDatabet } from './running-databet.ts';

/** When callbacks came, in seconds. */
function seconds({ received }: RunningDatabet): number[] {
  return received.map(({ at }) => at / 1_000);
}

describe('a callback that DATA.BET owes the hub', () => {
  it('Given 204 at once, then it is delivered once and nothing is left', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    expect(await databet.cashOut()).toMatchObject({ delivered: true });
    await databet.clock.advance(24 * 3_600_000);
    expect(databet.received).toHaveLength(1);
    expect((await databet.truth()).undelivered).toEqual([]);
  });

  it.each<HubAnswer>([200, 201, 202, 205, 302, 400, 401, 404, 409, 429, 500, 503, 'reset', 'silence'])(
    'Given %s, then the same callback again until 204',
    async (answer) => {
      const databet = await runningDatabet();
      await databet.seed();
      databet.answerNext(answer, answer);
      const placed = databet.cashOut();
      await databet.hasReceived(1);
      await databet.clock.advance(60_000);
      expect(await placed).toMatchObject({ delivered: false });
      expect(databet.received).toHaveLength(3);
      expect(new Set(databet.received.map(({ path, body }) => `${path} ${body}`)).size).toBe(1);
      expect((await databet.truth()).undelivered).toEqual([]);
    },
  );

  it('Given a hub that never takes it, then the waits double up to five minutes and it is never given up', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    databet.answerBy(() => 500);
    await databet.cashOut();
    await databet.clock.advance(1_500_000);
    expect(seconds(databet)).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411]);
    await databet.clock.advance(25 * 3_600_000);
    databet.answerBy(() => 204);
    await databet.clock.advance(300_000);
    expect((await databet.truth()).undelivered).toEqual([]);
  });

  it('Given it waits to be sent again, then the truth says when, and nothing is in flight', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    databet.answerNext(503);
    const { requestId } = await databet.cashOut();
    expect(await databet.activity.idle(0)).toBe(true);
    expect((await databet.truth()).undelivered).toEqual([
      {
        callback: 'accepted',
        requestId,
        attempts: 1,
        nextAttemptAt: '2026-03-01T12:00:01.000Z',
        lastAnswer: { status: 503, body: 'answered 503' },
      },
    ]);
  });

  it('Given it is on its way, then it is in flight until it is answered', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    const answer = Promise.withResolvers<number>();
    databet.answerNext(answer.promise);
    const placed = databet.cashOut();
    await databet.hasReceived(1);
    expect(databet.activity.inFlight()).toBe(1);
    expect((await databet.truth()).undelivered).toMatchObject([{ attempts: 0, nextAttemptAt: null }]);
    answer.resolve(204);
    await placed;
    expect(databet.activity.inFlight()).toBe(0);
  });

  it('Given nobody is there, then it goes to the server that is named later', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.control('PUT', '/target', { webhookUrl: 'http://127.0.0.1:1/nobody' });
    expect(await databet.cashOut()).toMatchObject({ delivered: false });
    expect((await databet.truth()).undelivered).toMatchObject([
      { lastAnswer: { status: null, body: null, error: expect.stringContaining('ECONNREFUSED') } },
    ]);
  });
});

describe('the callbacks of a bet', () => {
  it('Given the first is not taken, then the next waits for it, and another bet does not', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.seed({ betId: 'other' });
    databet.answerNext(500);
    const { orderId } = await databet.cashOut();
    expect(await databet.decline(orderId)).toMatchObject({ delivered: false });
    const other = await databet.cashOut({}, 'other');
    expect(other.delivered).toBe(true);
    expect(databet.told()).toEqual([`accepted ${orderId}`, `accepted ${other.orderId}`]);
    expect((await databet.truth()).undelivered).toMatchObject([
      { callback: 'accepted', attempts: 1 },
      { callback: 'declined', attempts: 0, nextAttemptAt: null },
    ]);
    await databet.clock.advance(1_000);
    expect(databet.told().slice(2)).toEqual([`accepted ${orderId}`, `declined ${orderId}`]);
  });

  it('Given any answers, then they are taken in the order decided, one at a time, bets in parallel', async () => {
    const answer = fc.constantFrom<HubAnswer>(204, 204, 200, 500, 'reset');
    const bet = fc.constantFrom('b1', 'b2');
    await fc.assert(
      fc.asyncProperty(
        fc.array(bet, { maxLength: 8 }),
        fc.array(answer, { maxLength: 12 }),
        async (bets, answers) => {
          const databet = await runningDatabet();
          for (const id of ['b1', 'b2']) await databet.seed({ betId: id });
          const taken: Record<string, string[]> = { b1: [], b2: [] };
          const left = [...answers];
          databet.answerBy(({ body }) => {
            const said = JSON.parse(body);
            const next = left.shift() ?? 204;
            if (next === 204) taken[said.bet_id]?.push(said.request_id);
            return next;
          });
          const decided: Record<string, string[]> = { b1: [], b2: [] };
          const placed: Record<string, string | undefined> = {};
          for (const id of bets) {
            const open = placed[id];
            const done = open === undefined ? await databet.cashOut({}, id) : await databet.decline(open, id);
            placed[id] = 'orderId' in done && open === undefined ? (done.orderId as string) : undefined;
            decided[id]?.push(done.requestId);
          }
          await databet.clock.advance(3_600_000);
          expect(taken).toEqual(decided);
        },
      ),
      { numRuns: 25 },
    );
  });
});

it('Given the next one is decided the moment the one before is known to be taken, then it is sent at once', async () => {
  const clock = manualClock(0);
  const sent: string[] = [];
  const queues = deliveryQueues({
    clock,
    faults: faultQueue(),
    closing: new AbortController().signal,
    sender: {
      async send({ body }) {
        sent.push(body);
        return [{ status: 204, body: '' }];
      },
    },
  });
  for (const requestId of ['r1', 'r2', 'r3']) {
    const callback = { name: 'accepted', body: requestId, foreignParams: null } as const;
    expect(await queues.add('b1', { callback, requestId })).toBe(true);
  }
  expect(sent).toEqual(['r1', 'r2', 'r3']);
});

describe('what is ordered to go wrong with a delivery', () => {
  it('Given duplicate, then two copies at once, of which one has to be taken', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.fault({ operation: 'accepted', kind: 'duplicate' });
    databet.answerNext(500, 204);
    expect(await databet.cashOut()).toMatchObject({ delivered: true });
    expect(databet.told()).toHaveLength(2);
    expect(new Set(databet.told()).size).toBe(1);
  });

  it('Given drop, then the hub takes it, and takes it again', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.fault({ operation: 'accepted', kind: 'drop' });
    const { orderId, delivered } = await databet.cashOut();
    expect(delivered).toBe(false);
    await databet.clock.advance(1_000);
    expect(databet.told()).toEqual([`accepted ${orderId}`, `accepted ${orderId}`]);
    expect(await databet.requests()).toMatchObject([
      { answer: { status: 204, lost: true } },
      { answer: { status: 204, body: '' } },
    ]);
    expect((await databet.truth()).undelivered).toEqual([]);
  });

  it('Given delay, then it is late, those behind it too, and meanwhile nothing is in flight', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.fault({ operation: 'accepted', kind: 'delay', delayMs: 60_000 });
    const { orderId, delivered } = await databet.cashOut();
    expect(delivered).toBe(false);
    await databet.decline(orderId);
    expect(await databet.activity.idle(0)).toBe(true);
    await databet.clock.advance(59_999);
    expect(databet.received).toEqual([]);
    await databet.clock.advance(1);
    expect(databet.told()).toEqual([`accepted ${orderId}`, `declined ${orderId}`]);
  });

  it('Given reorder, then it comes after the next one of its bet', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.fault({ operation: 'accepted', kind: 'reorder' });
    const { orderId, delivered } = await databet.cashOut();
    expect(delivered).toBe(false);
    await databet.clock.advance(3_600_000);
    expect(databet.received).toEqual([]);
    expect((await databet.truth()).undelivered).toMatchObject([{ callback: 'accepted', attempts: 0 }]);
    await databet.decline(orderId);
    await databet.activity.idle(5_000);
    expect(databet.told()).toEqual([`declined ${orderId}`, `accepted ${orderId}`]);
    expect((await databet.truth()).undelivered).toEqual([]);
  });

  it('Given replay-declined-with-extra-field, then the declined again under its request id, with that field', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    await databet.fault({ operation: 'declined', kind: 'replay-declined-with-extra-field' });
    const { orderId } = await databet.cashOut();
    const { requestId } = await databet.decline(orderId);
    await databet.activity.idle(5_000);
    const declined = { request_id: requestId, bet_id: betId, cash_out_order_ids: [orderId] };
    expect(databet.received.slice(1).map(({ body }) => JSON.parse(body))).toEqual([
      declined,
      { ...declined, cash_out_order_id: orderId },
    ]);
    await databet.clock.advance(3_600_000);
    expect(databet.received).toHaveLength(3);
  });

  it.each([
    ['accepted', 'replay-declined-with-extra-field', 'duplicate, delay, reorder, drop'],
    ['heartbeat', 'reorder', 'duplicate, delay, drop'],
    ['accepted', 'reject', 'duplicate, delay, reorder, drop'],
    ['cashout', 'drop', 'accepted, declined, heartbeat'],
  ])('Given %s with %s, then 400 names what there is', async (operation, kind, words) => {
    const databet = await runningDatabet();
    const answer = await databet.fault({ operation, kind });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(words);
  });
});
