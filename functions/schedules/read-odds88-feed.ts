import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88Feed } from '../../lib/runtime/aws/odds88-feed.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { scheduleOperation } from '../../lib/runtime/schedule-operation.ts';
import { type KeepFeedNeeds, keepFeed } from '../../lib/use-cases/keep-feed.ts';
import { type ReadFeedNeeds, readFeed } from '../../lib/use-cases/read-feed.ts';

export const operation = scheduleOperation(
  'read-odds88-feed',
  (needs: Omit<ReadFeedNeeds, 'sink'> & KeepFeedNeeds) => (runId) =>
    readFeed({ ...needs, sink: keepFeed(needs, runId) }),
);

export const handler = onLambda(operation, ledger, odds88Feed);
