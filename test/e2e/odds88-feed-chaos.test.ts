import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../simulation/random.ts';
import { type Hub, type SeededBet, startHub } from './support/hub.ts';
import { changeOdds88Bet, feedConnected, odds88Fault, seedOdds88Bet } from './support/odds88.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
  await feedConnected(hub);
});
afterAll(() => hub.close());

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 2 ** 31);
const minuteMs = 60_000;
const pass = (ms: number) => hub.control('POST', '/clock', { advanceMs: ms });

interface Connect {
  readonly at: string;
  readonly refused?: number;
}

describe(`the feed on the simulator's own websocket, seed ${seed} (CHAOS_SEED repeats it)`, () => {
  it('Given drops, duplicates, disorder, closes, lost tokens and further readers, then what is quoted ends as the provider has it', async () => {
    const random = seededRandom(seed);
    const bets: SeededBet[] = [];
    for (let n = 0; n < 30; n += 1) bets.push(await seedOdds88Bet(hub));
    const betIds = bets.map(({ betId }) => betId);
    await hub.call('POST', '/v1/subscriptions', {
      body: { provider: 'odds88', betIds, keepForSeconds: 7_200 },
    });
    const truth = new Map<string, string>();
    for (let round = 0; round < 40; round += 1) {
      const kind = ['drop', 'duplicate', 'reorder', 'close'][random.below(6)];
      if (kind !== undefined) {
        await odds88Fault(hub, {
          operation: 'feed',
          kind,
          times: 1 + random.below(kind === 'close' ? 1 : 3),
        });
      }
      // A handshake or a renewal that is not let in: the token is lost, and another must be had.
      if (random.chance(0.1))
        await odds88Fault(hub, { operation: 'subscribe', kind: 'status', status: 401, times: 1 });
      if (random.chance(0.1))
        await odds88Fault(hub, { operation: 'feed', kind: 'status', status: 401, times: 1 });
      if (random.chance(0.2)) await hub.control('POST', '/schedules/read-odds88-feed/run');
      for (let change = 0; change < 5; change += 1) {
        const bet = bets[random.below(bets.length)];
        if (bet === undefined) continue;
        const cashoutValue = `${1 + random.below(200)}.${10 + random.below(90)}`;
        await changeOdds88Bet(hub, bet, { cashoutValue });
        truth.set(bet.betId, cashoutValue);
      }
      await pass(random.below(minuteMs));
    }
    await hub.control('DELETE', '/simulators/odds88/faults');
    // What was dropped is told once more when the bets are renewed.
    await pass(20 * minuteMs);
    await expect
      .poll(
        async () => {
          const asked = betIds.map((betId) => ({ provider: 'odds88', betId }));
          const { body } = await hub.call('POST', '/v1/quotes', { body: { bets: asked } });
          return body.quotes
            .filter(
              (one: { betId: string; amount: { value: string } | null }) =>
                one.amount?.value !== (truth.get(one.betId) ?? '90.00'),
            )
            .map((one: { betId: string; amount: unknown }) => [one.betId, one.amount, truth.get(one.betId)]);
        },
        { timeout: 20_000 },
      )
      .toEqual([]);

    const { body } = await hub.control('GET', '/simulators/odds88/feed');
    const connects: readonly Connect[] = body.connects;
    // The provider refuses a second connection, and one too many: it never had to. The lost tokens are ours.
    expect(connects.filter(({ refused = 401 }) => refused !== 401)).toEqual([]);
    expect(connects.length).toBeGreaterThan(3);
    for (const [n, { at }] of connects.entries()) {
      const sixth = connects[n + 5];
      if (sixth !== undefined) expect(Date.parse(sixth.at) - Date.parse(at)).toBeGreaterThan(5 * minuteMs);
    }
  });
});
