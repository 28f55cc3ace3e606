import { getCashoutContract } from '../../lib/contracts/http/get-cashout.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { cashoutNotFound } from '../../lib/runtime/http/problems.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { readCashout } from '../../lib/use-cases/archive-lookup.ts';
import { readPayOuts } from '../../lib/use-cases/read-pay-outs.ts';

export const operation = httpOperation({
  contract: getCashoutContract,
  handle:
    ({ bets, payOuts, currencies }: Pick<Dependencies, 'bets' | 'payOuts' | 'currencies'>) =>
    async ({ input: { path } }) => {
      const { bet, cashout } = await readCashout({ bets }, path, path.cashoutId);
      if (cashout === undefined) return { problem: cashoutNotFound(bet) };
      const read = await readPayOuts({ payOuts }, [cashout]);
      return { status: 200, body: toCashoutResource(bet, cashout, currencies, read) };
    },
});

export const handler = onLambda(operation, ledger, payOuts);
