/** A statement that takes longer waits for a row that somebody else holds. */
export const LOCK_TIMEOUT_MS = 100;

/**
 * A CTE for a statement that writes for many: it gives up where it would wait longer for one of its rows, and `GatheredWrites` goes on in two
 * halves, so that in the end the one whose row is locked waits alone. Somebody has to read from it (`FROM impatient`), or it is not
 * evaluated. It is the transaction's, not the session's: it passes through a pooler, and leaves nothing behind.
 */
export const IMPATIENT = `impatient AS MATERIALIZED (SELECT set_config('lock_timeout', '${LOCK_TIMEOUT_MS}ms', true))`;
