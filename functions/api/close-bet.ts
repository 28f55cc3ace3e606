import { closeBetContract } from '../../lib/contracts/http/close-bet.ts';
import { toBetResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { watches } from '../../lib/runtime/aws/watches.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { type CloseNeeds, closeBet } from '../../lib/use-cases/close-bet.ts';
import { readPayOuts } from '../../lib/use-cases/read-pay-outs.ts';

export const operation = httpOperation({
  contract: closeBetContract,
  handle:
    (needs: CloseNeeds & Pick<Dependencies, 'payOuts' | 'currencies'>) =>
    async ({ input: { path, body } }) => {
      const bet = await closeBet(needs, path, body);
      const read = await readPayOuts(needs, bet.cashouts);
      return { status: 200, body: toBetResource(bet, needs.currencies, read) };
    },
});

export const handler = onLambda(operation, ledger, payOuts, watches);
