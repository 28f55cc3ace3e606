import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { scheduleOperation } from '../../lib/runtime/schedule-operation.ts';
import { type RenewNeeds, renewSubscriptions } from '../../lib/use-cases/renew-subscriptions.ts';

export const operation = scheduleOperation(
  'renew-odds88-subscriptions',
  (needs: RenewNeeds) => () => renewSubscriptions(needs),
);

export const handler = onLambda(operation, odds88);
