import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BetcoreBet,
  betcoreFault,
  newBetcoreBet,
  payOutEventsOf,
  sessionOf,
} from './support/betcore.ts';
import {
  cashOut,
  eventsOf,
  eventTypesOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  startHub,
} from './support/hub.ts';

/*
 * More than the day a stream keeps its records, with every schedule running each minute as it is deployed. That takes
 * a while, so there is one such pass, on one engine.
 */
const outageMs = 25 * 3_600_000;
const afterwardsMs = 61 * 60_000;

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ standing: false });
});
afterAll(() => hub?.close());

async function cashOutWithPayOut(): Promise<{ bet: SeededBet; pays: BetcoreBet }> {
  const [bet, pays] = [await seedGr8Bet(hub), newBetcoreBet()];
  const answer = await cashOut(hub, bet, { body: { payOut: { via: 'betcore', ...pays } } });
  expect(answer.body).toMatchObject({ status: 'accepted' });
  return { bet, pays };
}

const outage = (target: string, on: boolean) => hub.control('POST', '/outages', { target, on });

describe('25 hours of outage', () => {
  it('Given BETCORE, then the consumer of its events and then the bus are away, then afterwards everybody is told and each is paid once', async () => {
    await betcoreFault(hub, { kind: 'status', status: 503, times: 10_000 });
    const all = [await cashOutWithPayOut(), await cashOutWithPayOut()];
    await hub.control('POST', '/drain');
    await outage('pay-out-betcore', true);
    all.push(await cashOutWithPayOut());
    await hub.control('POST', '/drain');
    await outage('bus', true);
    const untold = await cashOutWithPayOut();

    await hub.control('POST', '/clock', { advanceMs: outageMs });
    expect(await eventTypesOf(hub, untold.bet)).toEqual([]);
    for (const { pays } of [...all, untold]) expect((await sessionOf(hub, pays)).payOuts).toEqual([]);

    await outage('bus', false);
    await outage('pay-out-betcore', false);
    await hub.control('DELETE', '/simulators/betcore/faults');
    await hub.control('POST', '/clock', { advanceMs: afterwardsMs });
    await hub.control('POST', '/drain');
    for (const { bet, pays } of [...all, untold]) {
      expect((await sessionOf(hub, pays)).payOuts).toHaveLength(1);
      expect((await payOutEventsOf(hub, pays)).map((event) => event['detail-type'])).toEqual([
        'PayOutCompleted',
      ]);
      const told = (await eventsOf(hub, bet)).map(
        (event) => `${event['detail-type']} ${event.detail.metadata.id}`,
      );
      expect([...new Set(told)].map((one) => one.split(' ')[0]).sort()).toEqual([
        'CashoutSettled',
        'PayOutCompleted',
      ]);
    }
  }, 240_000);
});
