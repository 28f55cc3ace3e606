/** Which webhook endpoints have said that they are gone for good. */
export interface EndpointStates {
  /** Whether nothing is to be sent to this URL of the endpoint any more; one that moved to another URL begins anew. */
  isDisabled(endpoint: string, url: string): Promise<boolean>;
  /** `at` in epoch milliseconds. Of an endpoint the URL disabled last counts. */
  disable(endpoint: string, url: string, at: number): Promise<void>;
  /** A person says that it is there again. */
  enable(endpoint: string): Promise<void>;
}
