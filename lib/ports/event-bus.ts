export interface BusEvent {
  /** The `detail-type`, e.g. `CashoutSettled`. */
  readonly type: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `{metadata, data}` as in lib/contracts/events. */
  readonly detail: {
    readonly metadata: { readonly id: string; readonly [field: string]: unknown };
    readonly data: unknown;
  };
}

/** The bus takes this many entries in one call. */
export const maxEntriesPerPut = 10;

export interface EventBus {
  /**
   * Publishes up to ten events; answers, in their order, which of them the bus took. Throws when the whole
   * call failed, in which case any of them may or may not be on the bus.
   */
  put(events: readonly BusEvent[]): Promise<readonly boolean[]>;
}
