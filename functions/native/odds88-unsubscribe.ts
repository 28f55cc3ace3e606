import { odds88UnsubscribeContract } from '../../lib/contracts/native/odds88-unsubscribe.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { unsubscribeOdds88Bets } from '../../lib/runtime/native/subscribe-odds88-bets.ts';
import type { UnsubscribeNeeds } from '../../lib/use-cases/unsubscribe-bets.ts';

export const operation = nativeOperation({
  contract: odds88UnsubscribeContract,
  handle:
    (needs: UnsubscribeNeeds) =>
    ({ input, client }) =>
      unsubscribeOdds88Bets(needs, client, input.betIds),
});

export const handler = onLambda(operation, odds88);
