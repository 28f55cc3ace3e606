/** A DynamoDB of our own on this machine, ready to be called. */
export interface DatabaseEngine {
  readonly endpoint: string;
  /** Opens its tables; where the engine listens beyond this machine, a secret. */
  readonly accessKeyId: string;
  /** False once it ended without being told to. */
  isRunning(): boolean;
  close(): Promise<void>;
}

export const clientRegion = 'local';

/** What a client is told. Nobody checks the signature, but the SDK sends nothing without. */
export function clientConfig({ endpoint, accessKeyId }: Pick<DatabaseEngine, 'endpoint' | 'accessKeyId'>) {
  return { endpoint, region: clientRegion, credentials: { accessKeyId, secretAccessKey: 'local' } };
}

export const databaseKinds = ['dynalite', 'dynamodb-local'] as const;

export type DatabaseKind = (typeof databaseKinds)[number];
