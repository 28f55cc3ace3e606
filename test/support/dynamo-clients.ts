import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../infra/local/database-engine.ts';

export interface DynamoClients {
  readonly endpoint: string;
  connect(): DynamoDBClient;
  /** Lets go of all of them. */
  destroy(): void;
}

/** Clients of the engine at this endpoint. */
export function clientsOf(endpoint: string): DynamoClients {
  const clients: DynamoDBClient[] = [];
  return {
    endpoint,
    connect() {
      const client = new DynamoDBClient(clientConfig({ endpoint }));
      clients.push(client);
      return client;
    },
    destroy() {
      for (const client of clients) client.destroy();
    },
  };
}
