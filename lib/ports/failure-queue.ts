/** Something an operation was given and can never do, for a person to look at. */
export interface PutAside {
  /** Id of the operation. */
  readonly operation: string;
  /** Partition key of the item it is about. */
  readonly item: string;
  /** Name of the fault, and what it says: bounded, and nothing that stands in the item. */
  readonly cause: { readonly fault: string; readonly message: string };
  /** The record of the stream that told of it. */
  readonly eventId: string;
  readonly sequence: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Where an operation puts aside what it can never do. */
export interface FailureQueue {
  /** Throws when it is not known to be there; then it may be there all the same. */
  put(aside: PutAside): Promise<void>;
}
