/** `id` is the same at every attempt for the same message. */
export interface WebhookMessage {
  /** Name of the endpoint. */
  readonly endpoint: string;
  readonly id: string;
  readonly body: string;
}

export type WebhookResult =
  | { readonly outcome: 'delivered' }
  /** What is at this URL says that it is gone for good. */
  | { readonly outcome: 'gone'; readonly url: string }
  /** The cause is a word or two without anything of the message or of the settings. */
  | { readonly outcome: 'failed'; readonly cause: string };

export interface WebhookSender {
  /** Where the endpoint is; null when nobody has said so, or not in a way that can be used. Throws when the settings cannot be read. */
  urlOf(endpoint: string): Promise<string | null>;
  /** One attempt. Throws only where the settings cannot be read. */
  send(message: WebhookMessage): Promise<WebhookResult>;
}
