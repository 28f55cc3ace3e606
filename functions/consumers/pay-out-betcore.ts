import { readCashoutEventRef } from '../../lib/contracts/events/cashout-ref.ts';
import { betcore } from '../../lib/runtime/aws/betcore.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { ownQueue } from '../../lib/runtime/aws/own-queue.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { queueOperation } from '../../lib/runtime/queue-operation.ts';
import { type PayCashoutOutNeeds, payCashoutOut } from '../../lib/use-cases/pay-cashout-out.ts';

/** Once it is durable what is to be paid, the sweeper sees to it: the queue repeats nothing that BETCORE said. */
export const operation = queueOperation<PayCashoutOutNeeds>(
  'pay-out-betcore',
  (needs) =>
    async ({ data, metadata }) => {
      const { payOut, ...cashout } = readCashoutEventRef(data);
      if (payOut === null) return 'done';
      const told = { ...cashout, betcoreBetId: payOut.betcoreBetId };
      return (await payCashoutOut(needs, told, metadata.id)) === 'taken' ? 'done' : 'retry';
    },
);

export const handler = onLambda(operation, ledger, payOuts, betcore, ownQueue);
