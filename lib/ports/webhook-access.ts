/** Who posts to a webhook. Both are secrets or personal data: neither is logged. */
export interface WebhookCaller {
  /** The segment of the path that stands for a password. */
  readonly secret: string;
  /** As the gateway saw it. */
  readonly address: string;
}

export type Admission =
  | {
      readonly outcome: 'let-in';
      /** Names of what is kept of the operator's own values that come with a call. */
      readonly foreignParams: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly why: RefusalOfCaller };

/** For the log alone: no caller learns which it was. */
export const refusalsOfCaller = ['no-webhook-secret', 'wrong-secret', 'wrong-address'] as const;

export type RefusalOfCaller = (typeof refusalsOfCaller)[number];

export interface WebhookAccess {
  /** Rejects when nobody can say who may post, which must not be taken for a no. */
  admit(caller: WebhookCaller): Promise<Admission>;
}
