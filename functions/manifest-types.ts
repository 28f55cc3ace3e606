import type { HubEventType } from '../lib/contracts/events/event-schemas.ts';
import type { Scope } from '../lib/contracts/scopes.ts';

export interface HttpTrigger {
  readonly type: 'http';
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With `{name}` for path parameters, as API Gateway writes them. */
  readonly path: string;
  /** The scope a token must carry; null for routes open to everybody. */
  readonly scope: Scope | null;
}

export interface ScheduleTrigger {
  readonly type: 'schedule';
  readonly everySeconds: number;
  /**
   * Its runs outlast their period on purpose: each waits for the one before to hand over, and none is work that
   * anybody waits for.
   * @default false
   */
  readonly standing?: boolean;
}

export interface StreamTrigger {
  readonly type: 'stream';
  readonly table: 'ledger';
  /** Only records whose new image has this attribute. */
  readonly onlyWith: string;
}

/** How an operation is given the events of a queue behind the bus. */
export interface QueueDelivery {
  /** Messages of one call at most; more than ten take a `batchWindowSeconds`. */
  readonly batchSize: number;
  /**
   * How long a call may wait for its batch to fill.
   * @default 0
   */
  readonly batchWindowSeconds?: number;
  /**
   * Deliveries before a message is a dead letter. With the back-off of failed events, 120 are a day and four hours:
   * what a consumer depends on may be away for 25 hours and nothing becomes a dead letter.
   */
  readonly maxReceives: number;
  /**
   * Calls at once, from 2: how much of this the other side can take.
   * @default as many as the account allows
   */
  readonly maxConcurrency?: number;
}

/**
 * Events of the bus, through a queue of the consumer's own: at least once, in any order. The queue hides what it
 * hands out for six times the operation's timeout, and keeps everything for 14 days.
 */
export interface QueueTrigger extends QueueDelivery {
  readonly type: 'queue';
  /** Name of the consumer, of its queue and of what stands for it in the control API: the operation's id. */
  readonly consumer: string;
  /** The `detail-type`s it gets; `all` also gets those of later releases. */
  readonly events: readonly HubEventType[] | 'all';
}

/**
 * As `queue`, with one queue for each webhook endpoint of the deployment's configuration, which also says what events
 * that one gets: an endpoint that is slow or gone holds up no other. `maxConcurrency` counts for each of them.
 */
export interface EndpointQueuesTrigger extends QueueDelivery {
  readonly type: 'endpoint-queues';
}

export type Trigger = HttpTrigger | ScheduleTrigger | StreamTrigger | QueueTrigger | EndpointQueuesTrigger;

/** The rights an operation needs, by resource; exactly these and no more are granted. */
export interface Uses {
  readonly ledger?: readonly ('GetItem' | 'PutItem' | 'BatchGetItem')[];
  readonly ledgerDueIndex?: readonly 'Query'[];
  readonly ledgerUnresolvedIndex?: readonly 'Query'[];
  readonly volatile?: readonly ('GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchGetItem')[];
  readonly volatileDueIndex?: readonly 'Query'[];
  readonly bus?: readonly 'PutEvents'[];
  /** Below the prefix of events, and nowhere else in its bucket. */
  readonly eventArchive?: readonly 'PutObject'[];
  /** Secrets that may be read: of providers, and `webhooks`. */
  readonly secrets?: readonly string[];
}

export interface Operation {
  /** Also the file name, the Lambda id, the metric dimension, the OpenAPI operationId and the runbook anchor. */
  readonly id: string;
  readonly entry: string;
  readonly trigger: Trigger;
  /** Name of its contract: in lib/contracts/native for entries in functions/native and functions/webhooks, else in lib/contracts/http; null where nothing is called over HTTP. */
  readonly contract: string | null;
  readonly uses: Uses;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** What is lost while it fails: the first line of its alarm. */
  readonly errorImpact: string;
}
