import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig, type DatabaseEngine } from '../../infra/local/database-engine.ts';

export interface DynamoClients {
  readonly endpoint: string;
  connect(): DynamoDBClient;
  /** Lets go of all of them. */
  destroy(): void;
}

/** Clients of this engine. */
export function clientsOf(engine: Pick<DatabaseEngine, 'endpoint' | 'accessKeyId'>): DynamoClients {
  const clients: DynamoDBClient[] = [];
  return {
    endpoint: engine.endpoint,
    connect() {
      const client = new DynamoDBClient(clientConfig(engine));
      clients.push(client);
      return client;
    },
    destroy() {
      for (const client of clients) client.destroy();
    },
  };
}
