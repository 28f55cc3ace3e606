/** What waits for a person in one queue. */
export interface FailureCount {
  /** What `show` and `redrive` take. */
  readonly name: string;
  /** In a few words. */
  readonly holds: string;
  /** Null when the queue is not deployed. */
  readonly messages: number | null;
}

export interface ShownLetter {
  readonly messageId: string;
  /** Deliveries before it was given up. */
  readonly receives: number;
  /** When it was given up: ISO 8601; null where the queue does not tell. */
  readonly since: string | null;
  /** Why it was given up; null where nobody told. */
  readonly cause: string | null;
  /** The message: parsed where it is JSON, else its text. */
  readonly body: unknown;
}

export interface ShownLetters {
  readonly letters: readonly ShownLetter[];
  /** What a person should know about them, a sentence each. */
  readonly notes: readonly string[];
}

export interface RedrivePlan {
  /** About how many there are. */
  readonly messages: number;
  /** What a redrive does, a sentence each. */
  readonly steps: readonly string[];
}

/** Where dead letters are: a hub on this machine, or a stage on AWS. All of it throws DlqFault. */
export interface DeadLetterTarget {
  /** Where that is, in words. */
  readonly place: string;
  names(): Promise<readonly string[]>;
  list(): Promise<readonly FailureCount[]>;
  /** At most `limit` of a known name; nothing is taken away. */
  show(name: string, limit: number): Promise<ShownLetters>;
  /** What `redrive` would do. Throws where this is not redriven, saying what to do instead. */
  plan(name: string): Promise<RedrivePlan>;
  /** Answers how many went back; `tell` is told how far it is. */
  redrive(name: string, tell: (line: string) => void): Promise<number>;
}
