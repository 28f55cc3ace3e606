/** Fields are named one by one by whoever logs: never a payload, a header or a token. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `fault` is logged by name, message and stack. */
  error(message: string, fault: unknown, fields?: LogFields): void;
}

export interface Metrics {
  /** Adds to a counter; `dimensions` are few and bounded (operation, provider, outcome). */
  count(name: string, amount?: number, dimensions?: Readonly<Record<string, string>>): void;
}
