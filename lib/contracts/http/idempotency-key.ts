/** The header that names a request, so that its repeats are known for what they are. */
export const idempotencyKeyHeader = 'Idempotency-Key';

/** What a key must be, as a message about one that is not. */
export const idempotencyKeyRule = 'must be 1 to 255 printable ASCII characters, bare or as a quoted string';
