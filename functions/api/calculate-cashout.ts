import {
  calculateCashoutContract,
  toCalculationResource,
} from '../../lib/contracts/http/calculate-cashout.ts';
import { oddsgigant } from '../../lib/runtime/aws/oddsgigant.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { calculateCashout } from '../../lib/use-cases/calculate-cashout.ts';

export const operation = httpOperation({
  contract: calculateCashoutContract,
  handle:
    (needs: Pick<Dependencies, 'pricing' | 'ids' | 'log' | 'metrics'>) =>
    async ({ input: { body } }) => {
      const { ticket, engine } = body;
      const calculation = await calculateCashout(needs, ticket, { engine, referenceId: needs.ids.next() });
      return { status: 200, body: toCalculationResource(calculation) };
    },
});

export const handler = onLambda(operation, oddsgigant);
