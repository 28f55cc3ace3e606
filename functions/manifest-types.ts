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

export type Trigger = HttpTrigger | ScheduleTrigger | StreamTrigger;

/** The rights an operation needs, by resource; exactly these and no more are granted. */
export interface Uses {
  readonly ledger?: readonly ('GetItem' | 'PutItem' | 'BatchGetItem')[];
  readonly ledgerDueIndex?: readonly 'Query'[];
  readonly ledgerUnresolvedIndex?: readonly 'Query'[];
  readonly volatile?: readonly ('GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchGetItem')[];
  readonly volatileDueIndex?: readonly 'Query'[];
  readonly bus?: readonly 'PutEvents'[];
  /** Provider secrets that may be read. */
  readonly secrets?: readonly string[];
}

export interface Operation {
  /** Also the file name, the Lambda id, the metric dimension, the OpenAPI operationId and the runbook anchor. */
  readonly id: string;
  readonly entry: string;
  readonly trigger: Trigger;
  /** Name of its contract: in lib/contracts/native for entries in functions/native, else in lib/contracts/http; null where nothing is called over HTTP. */
  readonly contract: string | null;
  readonly uses: Uses;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** What is lost while it fails: the first line of its alarm. */
  readonly errorImpact: string;
}
