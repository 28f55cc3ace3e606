import { requestCashoutContract } from '../../lib/contracts/http/request-cashout.ts';
import { assert } from '../../lib/domain/assert.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { toCashoutAnswer } from '../../lib/runtime/http/cashout-answer.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { notConnected, unsupported, unsupportedByProvider } from '../../lib/runtime/http/unsupported.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { requestCashout } from '../../lib/use-cases/request-cashout.ts';

export const operation = httpOperation({
  contract: requestCashoutContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'clock' | 'currencies' | 'log' | 'metrics' | 'cashoutProviders'>) =>
    async ({ input: { path, body }, idempotencyKey, correlationId, causationId, client }) => {
      const refused = unsupportedByProvider(path.provider, 'full', body.priceChange) ?? unsupported(body);
      if (refused !== undefined) return { problem: refused };
      const provider = needs.cashoutProviders[path.provider];
      if (provider === undefined) return { problem: notConnected(path.provider) };

      assert(idempotencyKey !== null, 'the contract requires a key');
      const result = await requestCashout(needs, provider, {
        ref: { provider: path.provider, betId: path.betId },
        idempotencyKey,
        kind: 'full',
        playerId: body.playerId ?? null,
        amount: body.amount,
        stake: null,
        priceChange: body.priceChange,
        margin: body.gr8?.margin,
        client,
        correlationId,
        causationId,
      });
      return toCashoutAnswer(result, needs.currencies);
    },
});

export const handler = onLambda(operation, ledger, gr8);
