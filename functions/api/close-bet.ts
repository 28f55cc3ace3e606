import { closeBetContract } from '../../lib/contracts/http/close-bet.ts';
import { toBetResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { closeBet } from '../../lib/use-cases/close-bet.ts';

export const operation = httpOperation({
  contract: closeBetContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'clock' | 'currencies'>) =>
    async ({ input: { path, body } }) => ({
      status: 200,
      body: toBetResource(await closeBet(needs, path, body), needs.currencies),
    }),
});

export const handler = onLambda(operation, ledger);
