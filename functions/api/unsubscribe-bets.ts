import { unsubscribeBetsContract } from '../../lib/contracts/http/unsubscribe-bets.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { namedBets, toWireFailures, viewerOf } from '../../lib/runtime/http/subscriptions.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { type UnsubscribeNeeds, unsubscribeBets } from '../../lib/use-cases/unsubscribe-bets.ts';

export const operation = httpOperation({
  contract: unsubscribeBetsContract,
  handle:
    (needs: UnsubscribeNeeds) =>
    async ({ input: { body }, client }) => {
      const named = namedBets(body);
      if ('problem' in named) return named;
      const viewerId = viewerOf(client, body.viewerId);
      const answers = await unsubscribeBets(needs, { betIds: named.betIds, viewerId });
      const failed = answers.filter((answer) => answer.outcome === 'failed');
      return {
        status: 200,
        body: {
          cancelled: answers.filter(({ outcome }) => outcome === 'cancelled').map(({ betId }) => betId),
          failed: toWireFailures([...failed, ...named.impossible]),
        },
      };
    },
});

export const handler = onLambda(operation, odds88);
