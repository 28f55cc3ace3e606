/** A DynamoDB of our own on this machine, ready to be called. */
export interface DatabaseEngine {
  readonly endpoint: string;
  /** False once it ended without being told to. */
  isRunning(): boolean;
  close(): Promise<void>;
}

/** What the client is told. Nobody checks it, but the SDK signs nothing without. */
export function clientConfig({ endpoint }: Pick<DatabaseEngine, 'endpoint'>) {
  return { endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

export const databaseKinds = ['dynalite', 'dynamodb-local'] as const;

export type DatabaseKind = (typeof databaseKinds)[number];
