import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Called around the n-th write of the ledger (1, 2, …), where the crash tests end the process. */
export interface LedgerHooks {
  beforeLedgerWrite?(n: number): void | Promise<void>;
  afterLedgerWrite?(n: number): void | Promise<void>;
}

export interface TapOptions {
  readonly ledger: string;
  readonly isOut: () => boolean;
  readonly onLedgerWrite: (newImage: Readonly<Record<string, AttributeValue>>) => void;
  readonly hooks: LedgerHooks;
}

/** What a client sees of tables that cannot be reached: DynamoDB's own answer to that is a 503. */
export class TableUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly $metadata = { httpStatusCode: 503 };
}

/**
 * Puts the outage switch, the change stream and the hooks around every call of the client: outermost, so
 * that an outage is not retried and a retried write is reported once.
 */
export function tapDatabase(client: DynamoDBClient, options: TapOptions): void {
  const { ledger, isOut, onLedgerWrite, hooks } = options;
  let ledgerWrites = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (isOut()) throw new TableUnavailable('the tables are switched off');
      const item = context['commandName'] === 'PutItemCommand' ? putInto(args.input, ledger) : undefined;
      if (item === undefined) return next(args);
      ledgerWrites += 1;
      const n = ledgerWrites;
      await hooks.beforeLedgerWrite?.(n);
      const result = await next(args);
      await hooks.afterLedgerWrite?.(n);
      onLedgerWrite(item);
      return result;
    },
    { step: 'initialize', name: 'localSystem' },
  );
}

function putInto(input: object, table: string): Readonly<Record<string, AttributeValue>> | undefined {
  const { TableName, Item } = input as {
    readonly TableName?: string;
    readonly Item?: Readonly<Record<string, AttributeValue>>;
  };
  return TableName === table ? Item : undefined;
}
