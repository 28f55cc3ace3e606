import * as z from 'zod/mini';

/** What stands in a failure queue for something that can never be done; its producer and its readers share this. */
export const putAsideSchema = z.object({
  operation: z.string(),
  /** Partition key of the item in the ledger. */
  item: z.string(),
  cause: z.object({ fault: z.string(), message: z.string() }),
  eventId: z.string(),
  sequence: z.string(),
  /** ISO 8601. */
  at: z.string(),
});

export type PutAsideMessage = z.output<typeof putAsideSchema>;
