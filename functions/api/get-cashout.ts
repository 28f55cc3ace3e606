import { getCashoutContract } from '../../lib/contracts/http/get-cashout.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import { findCashout } from '../../lib/domain/bet/bet.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: getCashoutContract,
  handle:
    ({ bets, currencies }: Pick<Dependencies, 'bets' | 'currencies'>) =>
    async ({ input: { path } }) => {
      const bet = await bets.load(path);
      const cashout = findCashout(bet, path.cashoutId);
      if (cashout !== undefined) return { status: 200, body: toCashoutResource(bet, cashout, currencies) };
      return bet.version === 0
        ? { problem: { code: 'bet-not-found', detail: 'The hub has never seen this bet.' } }
        : { problem: { code: 'cashout-not-found', detail: 'GET the bet to see the cashouts it has.' } };
    },
});

export const handler = onLambda(operation, ledger);
