import { resolveCashoutContract } from '../../lib/contracts/http/resolve-cashout.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import {
  cashoutNotFound,
  invalidRequest,
  type Problem,
  tooLongForPayOut,
} from '../../lib/runtime/http/problems.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { readPayOuts } from '../../lib/use-cases/read-pay-outs.ts';
import { type ResolveCashoutResult, resolveCashout } from '../../lib/use-cases/resolve-cashout.ts';

export const operation = httpOperation({
  contract: resolveCashoutContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'payOuts' | 'clock' | 'currencies'>) =>
    async ({ input: { path, body }, causationId }) => {
      const { actor, note } = body;
      const paid = body.outcome === 'accepted' ? body.amount : null;
      const ref = { provider: path.provider, betId: path.betId };
      const result = await resolveCashout(needs, ref, path.cashoutId, { paid, actor, note }, causationId);
      if (result.outcome === 'refused') return { problem: toProblem(result) };
      const read = await readPayOuts(needs, [result.cashout]);
      return { status: 200, body: toCashoutResource(result.bet, result.cashout, needs.currencies, read) };
    },
});

export const handler = onLambda(operation, ledger, payOuts);

function toProblem({ code, bet }: Extract<ResolveCashoutResult, { outcome: 'refused' }>): Problem {
  switch (code) {
    case 'cashout-not-found':
      return cashoutNotFound(bet);
    case 'currency-differs':
      return invalidRequest([{ path: 'amount.currency', message: 'is not the currency of this bet' }]);
    case 'pay-out-amount-too-long':
      return tooLongForPayOut();
    case 'cashout-in-progress':
      return { code, detail: 'Its request is still running. Only an unknown cashout can be resolved.' };
    case 'cashout-already-decided':
      return { code, detail: 'Only an unknown cashout can be resolved. GET it to see how it ended.' };
  }
}
