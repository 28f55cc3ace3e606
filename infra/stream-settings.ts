/*
 * How an operation is given the changes of the ledger, on AWS and on a developer's machine alike.
 */

/** Items of one call; each costs a read and a write, so that a full batch takes a few seconds of the timeout. */
export const recordsPerCall = 50;

/**
 * Of a batch that fails. A batch that throws is cut in half each time without counting as one, and one that names what
 * failed goes on from there; so these are for what passes: by then the sweeper publishes as well.
 */
export const streamRetries = 8;

/** A shard stands still behind a record that fails. Past this the sweeper, which never gives up, has it anyway. */
export const maxRecordAgeMs = 15 * 60_000;
