import { manifest } from '../functions/manifest.ts';
import { type HubEventType, hubEventTypes } from '../lib/contracts/events/event-schemas.ts';
import { type Scope, scopes } from '../lib/contracts/scopes.ts';
import { knownCurrencies } from '../lib/domain/money/currency.ts';

/** What CloudWatch Logs accepts. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Past this rate API Gateway answers 429 and no Lambda runs. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** A system that gets its tokens with a client id and a secret. */
export interface MachineClient {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

/** A system that reads its events from a queue; the stack's outputs name the queue. */
export interface ConsumerConfig {
  readonly name: string;
  /** The `detail-type`s it gets; `all` also gets those of later releases. */
  readonly events: readonly HubEventType[] | 'all';
  /**
   * Roles, users or whole accounts that may read the queue, of other accounts too.
   * @default whom this account's own policies let
   */
  readonly readerArns?: readonly string[];
}

/** A system that is told of events by webhook; its URL and its signing secrets are in the secret `webhooks`. */
export interface WebhookEndpointConfig {
  readonly name: string;
  /** The `detail-type`s it gets; `all` also gets those of later releases. */
  readonly events: readonly HubEventType[] | 'all';
}

/** Name of the consumer that stands for a webhook endpoint. */
export function webhookConsumer(endpoint: string): string {
  return `webhook-${endpoint}`;
}

/** One deployment: one brand in one jurisdiction, with tables, secrets and limits of its own. */
export interface StageConfig {
  readonly cell: { readonly brand: string; readonly jurisdiction: string };
  /**
   * Two deployments in one account and region need two names.
   * @default 'cashout-hub'
   */
  readonly busName?: string;
  /** What becomes of logs and clients when the service is deleted. Tables, keys, secrets, bus and archive always stay. */
  readonly removal: 'retain' | 'destroy';
  readonly logRetentionDays: (typeof retentionDays)[number];
  /** How far back the bus can replay its events. */
  readonly eventArchiveDays: number;
  /** How long the bucket keeps each event. */
  readonly eventRetentionDays: number;
  readonly throttling: {
    readonly default: Throttle;
    /** By operation id. */
    readonly routes?: Readonly<Record<string, Throttle>>;
  };
  /**
   * Who issues the tokens.
   * @default a Cognito user pool of the stack's own, with `machineClients`
   */
  readonly jwt?: { readonly issuer: string; readonly audience: readonly string[] };
  /** Clients of the stack's own user pool; unused where `jwt` is given. */
  readonly machineClients: readonly MachineClient[];
  /**
   * Containers set aside for an operation, by its id; no more than these ever run.
   * @default none: the account's pool is shared
   */
  readonly reservedConcurrency?: Readonly<Record<string, number>>;
  /**
   * Systems that read events from a queue of their own, beside those of the manifest.
   * @default none
   */
  readonly consumers?: readonly ConsumerConfig[];
  /**
   * Systems that are told of events by webhook.
   * @default none
   */
  readonly webhooks?: readonly WebhookEndpointConfig[];
  /** Code → minor digits of what is not in ISO 4217, such as a provider's own tokens. */
  readonly extraCurrencies: Readonly<Record<string, number>>;
  /**
   * Where alarms go: a topic that exists, or an address that is subscribed to the stack's own topic.
   * @default a topic of the stack's own, without subscribers
   */
  readonly alarms?: { readonly topicArn: string } | { readonly email: string };
}

/** Everything an operator's systems do by themselves, each with the least it needs. */
const machineClients: readonly MachineClient[] = [
  { id: 'bet-history', scopes: ['cashout:read', 'cashout:write'] },
  { id: 'trading-tools', scopes: ['cashout:read', 'cashout:force', 'cashout:operate'] },
  { id: 'support-desk', scopes: ['cashout:read', 'cashout:resolve'] },
];

export const stages: Readonly<Record<string, StageConfig>> = {
  dev: {
    cell: { brand: 'example', jurisdiction: 'mt' },
    removal: 'destroy',
    logRetentionDays: 14,
    eventArchiveDays: 7,
    eventRetentionDays: 30,
    webhooks: [{ name: 'sample', events: 'all' }],
    // Enough for people and test suites; a client that runs wild is stopped early.
    throttling: { default: { ratePerSecond: 50, burst: 100 } },
    machineClients,
    extraCurrencies: {},
  },
  staging: {
    cell: { brand: 'example', jurisdiction: 'mt' },
    removal: 'destroy',
    logRetentionDays: 30,
    eventArchiveDays: 30,
    eventRetentionDays: 90,
    throttling: { default: { ratePerSecond: 100, burst: 200 } },
    machineClients,
    extraCurrencies: {},
  },
  production: {
    cell: { brand: 'example', jurisdiction: 'mt' },
    removal: 'retain',
    // More than a year, so that last season's complaints can still be answered.
    logRetentionDays: 400,
    eventArchiveDays: 400,
    // Ten years: a regulator's question about money may come as late as that, and an event is about 1 kB.
    eventRetentionDays: 3_653,
    throttling: {
      default: { ratePerSecond: 200, burst: 400 },
      // Every open bet history page asks for quotes; far fewer players press the button.
      routes: { 'quote-bets': { ratePerSecond: 1_000, burst: 2_000 } },
    },
    machineClients,
    extraCurrencies: {},
  },
};

/** The person who deploys has to correct something; the message says everything that is wrong. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
}

export interface ChosenStage {
  readonly stage: string;
  readonly config: StageConfig;
}

/** The stage named by `-c stage=…`, `dev` when none is. Throws ConfigFault. */
export function chosenStage(context: unknown, known = stages): ChosenStage {
  const stage = context ?? 'dev';
  const config = typeof stage === 'string' && Object.hasOwn(known, stage) ? known[stage] : undefined;
  if (typeof stage !== 'string' || config === undefined) {
    const names = Object.keys(known).join(', ');
    throw new ConfigFault(`There is no stage ${JSON.stringify(stage)}. Known stages: ${names}.`);
  }
  const faults = [...nameFaults(stage), ...configFaults(config)];
  if (faults.length > 0) throw new ConfigFault(`Stage ${stage}: ${faults.join('; ')}.`);
  return { stage, config };
}

/** Everything that is wrong with a configuration, each with its place. */
export function configFaults(config: StageConfig): readonly string[] {
  const { cell, busName, throttling, jwt, reservedConcurrency = {}, extraCurrencies, alarms } = config;
  const throttles = { default: throttling.default, ...throttling.routes };
  const iso = knownCurrencies();
  return [
    ...nameFaults(cell.brand, 'cell.brand'),
    ...nameFaults(cell.jurisdiction, 'cell.jurisdiction'),
    ...(busName === undefined ? [] : nameFaults(busName, 'busName')),
    ...faultIf(!['retain', 'destroy'].includes(config.removal), 'removal must be retain or destroy'),
    ...faultIf(
      !retentionDays.includes(config.logRetentionDays),
      `logRetentionDays must be one of ${retentionDays.join(', ')}`,
    ),
    ...faultIf(!isCount(config.eventArchiveDays), 'eventArchiveDays must be a whole number from 1'),
    ...faultIf(!isCount(config.eventRetentionDays), 'eventRetentionDays must be a whole number from 1'),
    ...Object.entries(throttles).flatMap(([id, { ratePerSecond, burst }]) =>
      faultIf(
        !isCount(ratePerSecond) || !isCount(burst),
        `throttling of ${id} must have a ratePerSecond and a burst, whole numbers from 1`,
      ),
    ),
    ...idFaults('throttling.routes', Object.keys(throttling.routes ?? {}), routeIds),
    ...(jwt === undefined ? clientFaults(config.machineClients) : jwtFaults(jwt)),
    ...idFaults('reservedConcurrency', Object.keys(reservedConcurrency), operationIds),
    ...Object.entries(reservedConcurrency).flatMap(([id, count]) =>
      faultIf(!isCount(count), `reservedConcurrency of ${id} must be a whole number from 1`),
    ),
    ...consumerFaults(config.consumers ?? [], config.webhooks ?? []),
    ...webhookFaults(config.webhooks ?? []),
    ...Object.entries(extraCurrencies).flatMap(([code, digits]) => [
      ...faultIf(iso.has(code), `extraCurrencies must not change ${code}, which is in ISO 4217`),
      ...faultIf(!/^[A-Z0-9]{2,12}$/.test(code), `extraCurrencies: ${code} is no currency code`),
      ...faultIf(
        !Number.isInteger(digits) || digits < 0 || digits > 18,
        `extraCurrencies: ${code} must have 0 to 18 minor digits`,
      ),
    ]),
    ...(alarms === undefined ? [] : alarmFaults(alarms)),
  ];
}

const operationIds = manifest.map(({ id }) => id);
const routeIds = manifest.filter(({ trigger }) => trigger.type === 'http').map(({ id }) => id);

/** Names become parts of resource names, tags and host names. */
function nameFaults(name: string, place = 'its name', longest = 24): readonly string[] {
  return faultIf(
    !/^[a-z][a-z0-9-]*$/.test(name) || name.length > longest,
    `${place} must be 1 to ${longest} lower-case letters, digits and dashes, a letter first`,
  );
}

function clientFaults(clients: readonly MachineClient[]): readonly string[] {
  const ids = clients.map(({ id }) => id);
  return [
    ...faultIf(ids.length === 0, 'machineClients must not be empty without jwt: nobody could get a token'),
    ...faultIf(new Set(ids).size < ids.length, 'machineClients must have different ids'),
    ...clients.flatMap(({ id, scopes: granted }) => [
      ...nameFaults(id, `the id of machine client ${id}`),
      ...faultIf(
        granted.length === 0 || granted.some((scope) => !scopes.includes(scope)),
        `machine client ${id} must have one or more of the scopes ${scopes.join(', ')}`,
      ),
    ]),
  ];
}

function consumerFaults(
  consumers: readonly ConsumerConfig[],
  webhooks: readonly WebhookEndpointConfig[],
): readonly string[] {
  const taken = [...webhooks.map(({ name }) => webhookConsumer(name)), ...operationIds];
  const names = [...new Set(taken), ...consumers.map(({ name }) => name)];
  return [
    ...faultIf(
      new Set(names).size < names.length,
      'consumers must have different names, and none that is an operation or a webhook',
    ),
    ...consumers.flatMap(({ name, events, readerArns = [] }) => [
      ...nameFaults(name, `the name of consumer ${name}`),
      ...eventFaults(`consumer ${name}`, events),
      ...readerArns.flatMap((arn) =>
        faultIf(
          !/^arn:[^:]+:iam::\d{12}:(?:root|(?:role|user)\/[^*\s]+)$/.test(arn),
          `consumer ${name} must have readerArns of roles, users or accounts, not ${arn}`,
        ),
      ),
    ]),
  ];
}

/** With what is put around it, the name of a rule of EventBridge has room for no more. */
const longestWebhookName = 19;

function webhookFaults(webhooks: readonly WebhookEndpointConfig[]): readonly string[] {
  const names = webhooks.map(({ name }) => name);
  return [
    ...faultIf(new Set(names).size < names.length, 'webhooks must have different names'),
    ...webhooks.flatMap(({ name, events }) => [
      ...nameFaults(name, `the name of webhook ${name}`, longestWebhookName),
      ...eventFaults(`webhook ${name}`, events),
    ]),
  ];
}

function eventFaults(place: string, events: readonly HubEventType[] | 'all'): readonly string[] {
  return faultIf(
    events !== 'all' && (events.length === 0 || events.some((event) => !hubEventTypes.includes(event))),
    `${place} must have 'all' or one or more of the events ${hubEventTypes.join(', ')}`,
  );
}

function jwtFaults({ issuer, audience }: NonNullable<StageConfig['jwt']>): readonly string[] {
  return [
    ...faultIf(
      !URL.canParse(issuer) || !issuer.startsWith('https://'),
      'jwt.issuer must be a URL with https://',
    ),
    ...faultIf(
      audience.length === 0 || audience.includes(''),
      'jwt.audience must name at least one audience',
    ),
  ];
}

function alarmFaults(alarms: NonNullable<StageConfig['alarms']>): readonly string[] {
  return 'email' in alarms
    ? faultIf(!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(alarms.email), 'alarms.email must be an e-mail address')
    : faultIf(
        !/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/.test(alarms.topicArn),
        'alarms.topicArn must be the ARN of a topic',
      );
}

function idFaults(place: string, ids: readonly string[], possible: readonly string[]): readonly string[] {
  return ids.flatMap((id) =>
    faultIf(!possible.includes(id), `${place} names ${id}, which is none of ${possible.join(', ')}`),
  );
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function faultIf(wrong: boolean, fault: string): readonly string[] {
  return wrong ? [fault] : [];
}
