import { odds88SubscribeContract } from '../../lib/contracts/native/odds88-subscribe.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { subscribeOdds88Bets } from '../../lib/runtime/native/subscribe-odds88-bets.ts';
import type { SubscribeNeeds } from '../../lib/use-cases/subscribe-bets.ts';

export const operation = nativeOperation({
  contract: odds88SubscribeContract,
  handle:
    (needs: SubscribeNeeds) =>
    ({ input, client }) =>
      subscribeOdds88Bets(needs, client, input.betIds),
});

export const handler = onLambda(operation, ledger, odds88);
