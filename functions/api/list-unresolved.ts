import { encodeCursor, listUnresolvedContract } from '../../lib/contracts/http/list-unresolved.ts';
import { toCashoutResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { listUnresolved } from '../../lib/use-cases/list-unresolved.ts';

export const operation = httpOperation({
  contract: listUnresolvedContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'currencies'>) =>
    async ({ input: { query } }) => {
      const { items, next } = await listUnresolved(needs, query.limit, query.cursor);
      return {
        status: 200,
        body: {
          items: items.map(({ bet, cashout }) => ({
            type: 'cashout',
            ...toCashoutResource(bet, cashout, needs.currencies),
          })),
          cursor: next === null ? null : encodeCursor(next),
        },
      };
    },
});

export const handler = onLambda(operation, ledger);
