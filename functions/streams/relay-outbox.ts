import { bus } from '../../lib/runtime/aws/bus.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { betStreamOperation } from '../../lib/runtime/stream-operation.ts';
import { relayOutbox } from '../../lib/use-cases/relay-outbox.ts';

export const operation = betStreamOperation(
  'relay-outbox',
  (needs: Pick<Dependencies, 'bets' | 'bus' | 'clock' | 'currencies' | 'log' | 'metrics'>) => (refs) =>
    relayOutbox(needs, refs),
);

export const handler = onLambda(operation, ledger, bus);
