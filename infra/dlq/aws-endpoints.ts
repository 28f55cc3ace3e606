import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { dynamoEndpointStates } from '../../lib/adapters/dynamodb/endpoint-states.ts';
import { fromAws } from './aws-fault.ts';
import { DlqFault } from './dlq-fault.ts';

/** What the physical name of a stage's volatile table begins with: stack and logical id never change. */
export function volatileTablePrefix(stage: string): string {
  return `cashout-hub-${stage}-data-VolatileTable-`;
}

/** Lets webhooks go out again to an endpoint that said it was gone; nothing happens to any other. */
export async function enableEndpoint(client: DynamoDBClient, stage: string, endpoint: string): Promise<void> {
  const tables = await volatileTables(client, volatileTablePrefix(stage));
  if (tables.length === 0) {
    const prefix = volatileTablePrefix(stage);
    throw new DlqFault(
      1,
      `There is no table ${prefix}… to enable endpoint ${endpoint} in. Is it the right region?`,
    );
  }
  // A table that an earlier deployment left behind is read by nobody.
  for (const table of tables) {
    await fromAws(`enabling endpoint ${endpoint}`, dynamoEndpointStates({ client, table }).enable(endpoint));
  }
}

async function volatileTables(client: DynamoDBClient, prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  let from: string | undefined;
  do {
    const page = new ListTablesCommand(from === undefined ? {} : { ExclusiveStartTableName: from });
    const { TableNames = [], LastEvaluatedTableName } = await fromAws('listing tables', client.send(page));
    found.push(...TableNames.filter((name) => name.startsWith(prefix)));
    from = LastEvaluatedTableName;
  } while (from !== undefined);
  return found;
}
