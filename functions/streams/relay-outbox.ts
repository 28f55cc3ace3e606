import { bus } from '../../lib/runtime/aws/bus.ts';
import { failureQueue } from '../../lib/runtime/aws/failure-queue.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { watches } from '../../lib/runtime/aws/watches.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { itemStreamOperation } from '../../lib/runtime/stream-operation.ts';
import { type RelayNeeds, relayOutbox } from '../../lib/use-cases/relay-outbox.ts';

export const operation = itemStreamOperation(
  'relay-outbox',
  (needs: RelayNeeds) => (changed) => relayOutbox(needs, changed),
);

export const handler = onLambda(operation, ledger, payOuts, bus, watches, failureQueue);
