import { encodeCursor, listUnresolvedContract } from '../../lib/contracts/http/list-unresolved.ts';
import { toPayOutResource } from '../../lib/contracts/http/pay-out-resource.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import type { Currencies } from '../../lib/domain/money/currency.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { work } from '../../lib/runtime/aws/work.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { listUnresolved, type Unresolved } from '../../lib/use-cases/list-unresolved.ts';

export const operation = httpOperation({
  contract: listUnresolvedContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'payOuts' | 'work' | 'currencies'>) =>
    async ({ input: { query } }) => {
      const { items, next } = await listUnresolved(needs, query.limit, query.cursor);
      return {
        status: 200,
        body: {
          items: items.map((item) => toItem(item, needs.currencies)),
          cursor: next === null ? null : encodeCursor(next),
        },
      };
    },
});

export const handler = onLambda(operation, ledger, payOuts, work);

function toItem(item: Unresolved, currencies: Currencies) {
  return item.type === 'cashout'
    ? { type: item.type, ...toCashoutResource(item.bet, item.cashout, currencies) }
    : { type: item.type, ...toPayOutResource(item.payOut, currencies) };
}
