import type { Operation, QueueTrigger } from '../../../functions/manifest-types.ts';

/** As an entry of the manifest whose events come through a queue. */
export const aQueueOperation = {
  id: 'tell-somebody',
  entry: 'functions/consumers/tell-somebody.ts',
  trigger: {
    type: 'queue',
    consumer: 'tell-somebody',
    events: ['CashoutSettled', 'CashoutReversed'],
    batchSize: 10,
    maxReceives: 120,
  },
  contract: null,
  uses: { ledger: ['GetItem'] },
  timeoutSeconds: 30,
  memoryMb: 512,
  errorImpact: 'Somebody is not told.',
} as const satisfies Operation & { readonly trigger: QueueTrigger };
