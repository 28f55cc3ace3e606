/** Where random identifiers come from; tests hand in a seeded one. */
export interface Ids {
  /** A random UUID, lower case. */
  next(): string;
}
