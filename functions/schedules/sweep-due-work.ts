import { bus } from '../../lib/runtime/aws/bus.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { scheduleOperation } from '../../lib/runtime/schedule-operation.ts';
import { sweepDueWork } from '../../lib/use-cases/sweep-due-work.ts';

export const operation = scheduleOperation(
  'sweep-due-work',
  (needs: Pick<Dependencies, 'bets' | 'bus' | 'clock' | 'currencies' | 'log' | 'metrics' | 'quoteReaders'>) =>
    (runId) =>
      sweepDueWork(needs, runId),
);

export const handler = onLambda(operation, ledger, bus, gr8);
