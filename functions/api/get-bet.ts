import { getBetContract } from '../../lib/contracts/http/get-bet.ts';
import { toBetResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { readWholeBet } from '../../lib/use-cases/archive-lookup.ts';
import { readPayOuts } from '../../lib/use-cases/read-pay-outs.ts';

export const operation = httpOperation({
  contract: getBetContract,
  handle:
    ({ bets, payOuts, currencies }: Pick<Dependencies, 'bets' | 'payOuts' | 'currencies'>) =>
    async ({ input: { path } }) => {
      const bet = await readWholeBet({ bets }, path);
      if (bet.version > 0) {
        const read = await readPayOuts({ payOuts }, bet.cashouts);
        return { status: 200, body: toBetResource(bet, currencies, read) };
      }
      return {
        problem: {
          code: 'bet-not-found',
          detail:
            'The hub has never seen this bet; a bet appears with its registration or its first cashout.',
        },
      };
    },
});

export const handler = onLambda(operation, ledger, payOuts);
