import { getBetContract } from '../../lib/contracts/http/get-bet.ts';
import { toBetResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: getBetContract,
  handle:
    ({ bets, currencies }: Pick<Dependencies, 'bets' | 'currencies'>) =>
    async ({ input: { path } }) => {
      const bet = await bets.load(path);
      if (bet.version > 0) return { status: 200, body: toBetResource(bet, currencies) };
      return {
        problem: {
          code: 'bet-not-found',
          detail:
            'The hub has never seen this bet; a bet appears with its registration or its first cashout.',
        },
      };
    },
});

export const handler = onLambda(operation, ledger);
