import { toWireTime } from '../../lib/contracts/http/resources.ts';
import { subscribeBetsContract } from '../../lib/contracts/http/subscribe-bets.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { namedBets, toWireFailures, viewerOf } from '../../lib/runtime/http/subscriptions.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { type SubscribeNeeds, subscribeBets } from '../../lib/use-cases/subscribe-bets.ts';

export const operation = httpOperation({
  contract: subscribeBetsContract,
  handle:
    (needs: SubscribeNeeds) =>
    async ({ input: { body }, client }) => {
      const named = namedBets(body);
      if ('problem' in named) return named;
      const viewerId = viewerOf(client, body.viewerId);
      const keepForMs = body.keepForSeconds * 1_000;
      const answers = await subscribeBets(needs, { betIds: named.betIds, viewerId, keepForMs });
      const subscribed = answers.filter((answer) => answer.outcome === 'subscribed');
      const failed = answers.filter((answer) => answer.outcome === 'failed');
      return {
        status: 200,
        body: {
          subscribed: subscribed.map(({ betId, expiresAt }) => ({ betId, expiresAt: toWireTime(expiresAt) })),
          failed: toWireFailures([...failed, ...named.impossible]),
        },
      };
    },
});

export const handler = onLambda(operation, ledger, odds88);
