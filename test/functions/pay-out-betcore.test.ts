import { describe, expect, it } from 'vitest';
import { operation } from '../../functions/consumers/pay-out-betcore.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../lib/adapters/memory/pay-out-store.ts';
import { memoryQueueVisibility } from '../../lib/adapters/memory/queue-visibility.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { blankBet } from '../../lib/domain/bet/bet.ts';
import type { Status } from '../../lib/domain/cashout/cashout.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { PayOutOutcome } from '../../lib/ports/pay-out-provider.ts';
import { aCashout, eur, noon } from '../support/builders.ts';
import { payOutBetId } from '../support/pay-outs.ts';
import { queueMessage } from '../support/queue-messages.ts';
import { silentLog, silentMetrics } from '../support/silent.ts';

const ref = { provider: 'gr8', betId: 'b1' } as const;
const data = { ...ref, cashoutId: 'co_1', payOut: { via: 'betcore', betcoreBetId: payOutBetId } };

/** The consumer over stores in memory, and a BETCORE that answers as told. */
function consumer(answer: PayOutOutcome = { outcome: 'paid', transactionId: '389', balance: null }) {
  const [bets, payOuts] = [memoryBetStore(), memoryPayOutStore()];
  const amounts: unknown[] = [];
  const parts = {
    ...{ bets, payOuts, clock: manualClock(noon), ids: randomIds(), log: silentLog, metrics: silentMetrics },
    visibility: memoryQueueVisibility(),
    payOutProvider: {
      async payOut({ amount }: { readonly amount: unknown }) {
        amounts.push(amount);
        return answer;
      },
    },
  };
  return {
    ...parts,
    amounts,
    async store(status: Status) {
      const payOut = { sessionId: 's1', betcoreBetId: payOutBetId, stake: null };
      const { version } = await bets.load(ref);
      await bets.save({ ...blankBet(ref), version, cashouts: [aCashout(status, { payOut })] }, noon);
    },
    /** Whether it is to come again. */
    async comesAgain(message = queueMessage('ev_1', { data }), given: Partial<typeof parts> = {}) {
      const handler = operation.bind({ ...parts, ...given });
      const { batchItemFailures } = await handler({ Records: [message] }, { awsRequestId: 'run-1' });
      return batchItemFailures.length > 0;
    },
    statusNow: async () => (await payOuts.load(payOutBetId)).status,
  };
}

describe('pay-out-betcore', () => {
  it('Given a settled cashout with a pay-out, then it is paid as settled, and told again nothing is sent', async () => {
    const run = consumer();
    await run.store('accepted');
    for (let n = 0; n < 3; n += 1) expect(await run.comesAgain()).toBe(false);
    expect(run.amounts).toEqual([eur('99')]);
    expect(await run.statusNow()).toBe('paid');
  });

  it('Given one without, then nothing is read', async () => {
    const run = consumer();
    const message = queueMessage('ev_1', { data: { ...data, payOut: null } });
    const bets = { ...run.bets, load: () => Promise.reject(new Error('read')) };
    expect(await run.comesAgain(message, { bets })).toBe(false);
  });

  it.each(['declined', 'reversed'] as const)(
    'Given its bet says %s, then nothing is sent, whatever the event says',
    async (status) => {
      const run = consumer();
      await run.store(status);
      expect(await run.comesAgain()).toBe(false);
      expect(run.amounts).toEqual([]);
    },
  );

  it.each([
    { outcome: 'undetermined', evidence: 'timeout' },
    { outcome: 'rejected', code: 2, evidence: 'code 2' },
    { outcome: 'never-sent', cause: 'not-reached', evidence: 'refused connection' },
  ] as const)(
    'Given BETCORE answers %j, then the event is done: the item knows what follows',
    async (answer) => {
      const run = consumer(answer);
      await run.store('accepted');
      expect(await run.comesAgain()).toBe(false);
      expect(await run.statusNow()).toBe(answer.outcome === 'rejected' ? 'rejected' : 'undetermined');
    },
  );

  it.each([
    ['has no such cashout', {}],
    ['cannot be read', { load: () => Promise.reject(new StoreUnavailable('away')) }],
  ])('Given its bet %s, then the event comes again, and is then paid', async (_, broken) => {
    const run = consumer();
    expect(await run.comesAgain(undefined, { bets: { ...run.bets, ...broken } })).toBe(true);
    expect(await run.statusNow()).toBeNull();
    await run.store('accepted');
    expect(await run.comesAgain()).toBe(false);
    expect(await run.statusNow()).toBe('paid');
  });

  it('Given the pay-out cannot be written, then the event comes again and nothing is sent', async () => {
    const run = consumer();
    await run.store('accepted');
    const payOuts = { ...run.payOuts, save: () => Promise.reject(new StoreUnavailable('away')) };
    expect(await run.comesAgain(undefined, { payOuts })).toBe(true);
    expect(run.amounts).toEqual([]);
  });

  it('Given data of another shape, then it comes again until it is a dead letter', async () => {
    const run = consumer();
    expect(await run.comesAgain(queueMessage('ev_1', { data: { cashoutId: 'co_1' } }))).toBe(true);
  });

  it('Given two consumers are told at once, then it is sent once', async () => {
    const run = consumer();
    await run.store('accepted');
    expect(await Promise.all([run.comesAgain(), run.comesAgain()])).toEqual([false, false]);
    expect(run.amounts).toHaveLength(1);
  });
});
