import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../lib/adapters/dynamodb/tables.ts';
import { demandRights } from './database-rights.ts';
import type { Activity } from './engine/activity.ts';
import type { Rights } from './rights.ts';

/** Called around the n-th write of the ledger (1, 2, …), where the crash tests end the process. */
export interface LedgerHooks {
  /** What is written instead of this item: what a bug of ours or a person has made of it. */
  insteadOf?(item: LedgerItem): LedgerItem;
  beforeLedgerWrite?(n: number): void | Promise<void>;
  afterLedgerWrite?(n: number): void | Promise<void>;
}

export type LedgerItem = Readonly<Record<string, AttributeValue>>;

export interface TapOptions {
  readonly tables: TableNames;
  readonly rights: Rights;
  readonly isOut: () => boolean;
  /**
   * Told of each write that came back: its item when it was taken, null when it was refused. Behind a refusal
   * there may be a write all the same: the SDK sends again what was not answered.
   */
  readonly onLedgerWrite: (newImage: Readonly<Record<string, AttributeValue>> | null) => void;
  readonly hooks: LedgerHooks;
  /** Every call is work in flight, also of operations nobody waits for: the clock does not outrun them. */
  readonly activity: Pick<Activity, 'track'>;
}

/** What a client sees of tables that cannot be reached: DynamoDB's own answer to that is a 503. */
export class TableUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly $metadata = { httpStatusCode: 503 };
}

/**
 * Puts the rights, the outage switch, the change stream and the hooks around every call of the client:
 * outermost, so that an outage is not retried and a retried write is reported once.
 */
export function tapDatabase(client: DynamoDBClient, options: TapOptions): void {
  const { tables, rights, isOut, onLedgerWrite, hooks, activity } = options;
  let ledgerWrites = 0;
  client.middlewareStack.add(
    (inner, context) => async (args) => {
      const next: typeof inner = (given) => activity.track(() => inner(given));
      const command = String(context['commandName']);
      demandRights(rights, tables, command, args.input);
      if (isOut()) throw new TableUnavailable('the tables are switched off');
      const asked = command === 'PutItemCommand' ? putInto(args.input, tables.ledger) : undefined;
      if (asked === undefined) return next(args);
      const item = hooks.insteadOf?.(asked) ?? asked;
      ledgerWrites += 1;
      const n = ledgerWrites;
      await hooks.beforeLedgerWrite?.(n);
      let taken: typeof item | null = null;
      try {
        const result = await next({ ...args, input: { ...args.input, Item: item } });
        taken = item;
        await hooks.afterLedgerWrite?.(n);
        return result;
      } finally {
        onLedgerWrite(taken);
      }
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
