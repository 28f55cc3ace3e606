import { betcore } from '../../lib/runtime/aws/betcore.ts';
import { bus } from '../../lib/runtime/aws/bus.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { work } from '../../lib/runtime/aws/work.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { scheduleOperation } from '../../lib/runtime/schedule-operation.ts';
import { type SweepNeeds, sweepDueWork } from '../../lib/use-cases/sweep-due-work.ts';

export const operation = scheduleOperation(
  'sweep-due-work',
  (needs: SweepNeeds) => (runId) => sweepDueWork(needs, runId),
);

export const handler = onLambda(operation, ledger, payOuts, work, bus, gr8, odds88, betcore);
