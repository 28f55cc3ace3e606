import { type DatabaseKind, databaseKinds } from './database-engine.ts';

/** What `npm start` reads from the environment. */
export interface LocalEnvironment {
  readonly port: number;
  readonly dataDir?: string;
  /** Absent for the default. */
  readonly database?: DatabaseKind;
  /** Without a trailing slash. */
  readonly simulatorsUrl?: string;
  /** Of the developer's own receiver of webhooks. */
  readonly webhookUrl?: string;
}

export type ReadEnvironment =
  | { readonly environment: LocalEnvironment }
  /** Everything that is wrong, so that one round of mending is enough. */
  | { readonly faults: readonly string[] };

const defaultPort = 3000;
const defaultDatabase: DatabaseKind = 'dynalite';

/** Empty variables count as absent: that is how they are switched off in a shell or a file of settings. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): ReadEnvironment {
  const faults: string[] = [];
  const given = (name: string): string | undefined => env[name] || undefined;

  const portText = given('CASHOUT_PORT');
  const port = portText === undefined ? defaultPort : readPort(portText);
  if (port === undefined) {
    faults.push(`CASHOUT_PORT must be a port number from 0 (any free one) to 65535, not '${portText}'.`);
  }

  const databaseText = given('CASHOUT_DATABASE') ?? defaultDatabase;
  const database = databaseKinds.find((kind) => kind === databaseText);
  if (database === undefined) {
    faults.push(`CASHOUT_DATABASE must be dynalite (the default) or dynamodb-local, not '${databaseText}'.`);
  }

  const simulatorsUrl = given('CASHOUT_SIMULATORS_URL');
  if (simulatorsUrl !== undefined && !isHttpUrl(simulatorsUrl)) {
    faults.push(
      `CASHOUT_SIMULATORS_URL must be a URL such as http://127.0.0.1:3100, not '${simulatorsUrl}'.`,
    );
  }

  const webhookUrl = given('CASHOUT_WEBHOOK_URL');
  if (webhookUrl !== undefined && !isHttpUrl(webhookUrl)) {
    faults.push(
      `CASHOUT_WEBHOOK_URL must be a URL such as http://127.0.0.1:8080/webhooks, not '${webhookUrl}'.`,
    );
  }

  if (port === undefined || database === undefined || faults.length > 0) return { faults };
  const dataDir = given('CASHOUT_DATA_DIR');
  return {
    environment: {
      port,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(database === defaultDatabase ? {} : { database }),
      ...(simulatorsUrl === undefined ? {} : { simulatorsUrl: simulatorsUrl.replace(/\/+$/, '') }),
      ...(webhookUrl === undefined ? {} : { webhookUrl }),
    },
  };
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
