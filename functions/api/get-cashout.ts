import { getCashoutContract } from '../../lib/contracts/http/get-cashout.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import { findCashout } from '../../lib/domain/bet/bet.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { cashoutNotFound } from '../../lib/runtime/http/problems.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: getCashoutContract,
  handle:
    ({ bets, currencies }: Pick<Dependencies, 'bets' | 'currencies'>) =>
    async ({ input: { path } }) => {
      const bet = await bets.load(path);
      const cashout = findCashout(bet, path.cashoutId);
      if (cashout !== undefined) return { status: 200, body: toCashoutResource(bet, cashout, currencies) };
      return { problem: cashoutNotFound(bet) };
    },
});

export const handler = onLambda(operation, ledger);
