/**
 * A CTE for a statement that is asked to be done and not to be kept: its transaction does not wait for the disk (ADR 0044). A server
 * that dies within a second may have lost it, so it stands only where the work is done again by itself. Somebody has to read from it, or
 * it is not evaluated. It is the transaction's, not the session's: it passes through a pooler, and leaves nothing behind.
 */
export const LAZILY = "lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))";
