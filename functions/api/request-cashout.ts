import { requestCashoutContract } from '../../lib/contracts/http/request-cashout.ts';
import { cashoutIdFor, fingerprintOf } from '../../lib/domain/cashout/ids.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { toCashoutAnswer } from '../../lib/runtime/http/cashout-answer.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { notSupported, unsupported, unsupportedByProvider } from '../../lib/runtime/http/unsupported.ts';
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
      if (provider === undefined) return { problem: notSupported('A full cashout is', path.provider) };

      const { amount, priceChange, playerId = null } = body;
      const margin = body.gr8?.margin;
      const result = await requestCashout(needs, provider, {
        ref: { provider: path.provider, betId: path.betId },
        cashoutId: cashoutIdFor(path, idempotencyKey ?? ''),
        fingerprint: fingerprintOf([
          'full',
          playerId,
          amount.value,
          amount.currency,
          priceChange,
          margin ?? null,
        ]),
        kind: 'full',
        stake: null,
        requested: amount,
        playerId,
        priceChange,
        margin,
        client,
        correlationId,
        causationId,
      });
      return toCashoutAnswer(result, needs.currencies);
    },
});

export const handler = onLambda(operation, ledger, gr8);
