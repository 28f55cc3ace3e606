import type { TableNames } from '../../lib/adapters/dynamodb/tables.ts';
import type { Rights } from './rights.ts';

interface Call {
  readonly TableName?: string;
  readonly IndexName?: string;
  /** Of batches. */
  readonly RequestItems?: object;
}

/** Demands what IAM would for this call of the SDK: its action on each table, or on the index of a query. */
export function demandRights(rights: Rights, tables: TableNames, commandName: string, input: object): void {
  const { TableName, IndexName, RequestItems } = input as Call;
  const action = commandName.replace(/Command$/, '');
  const named = TableName === undefined ? Object.keys(RequestItems ?? {}) : [TableName];
  // What names no table concerns them all, and no operation declares that.
  if (named.length === 0) rights.demand('all tables', action);
  for (const name of named) rights.demand(resourceName(logicalName(tables, name), IndexName), action);
}

function logicalName(tables: TableNames, physicalName: string): string {
  return Object.entries(tables).find(([, name]) => name === physicalName)?.[0] ?? physicalName;
}

/** `ledger`, `ledgerDueIndex`: the words of the manifest. */
function resourceName(table: string, index: string | undefined): string {
  return index === undefined ? table : `${table}${index.charAt(0).toUpperCase()}${index.slice(1)}Index`;
}
