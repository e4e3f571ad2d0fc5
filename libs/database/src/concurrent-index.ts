import { quoteIdentifier } from './identifier.js';

/**
 * The statements that index a table which is in use, for a migration with `transaction = false`. What a run that was cut off has left
 * is there and not valid, so it is dropped first. Waiting for others to end costs nobody anything here, and giving up would cost
 * the whole index.
 * @param on the table and its columns, as in `note (made_at)`
 */
export function concurrentIndex(schema: string, name: string, on: string): string[] {
  const at = quoteIdentifier(schema);
  return [
    "SET lock_timeout = '1h'",
    `DROP INDEX CONCURRENTLY IF EXISTS ${at}.${quoteIdentifier(name)}`,
    `CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${at}.${on}`,
    'RESET lock_timeout',
  ];
}
