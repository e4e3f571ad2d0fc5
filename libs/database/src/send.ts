import type pg from 'pg';
import { silent } from './database-errors.js';

/**
 * Sends a query, and waits for its answer no longer than that. Whoever is told that the server is silent throws the connection away.
 *
 * The callback is there when pg makes its query, and the time is kept here. pg's own promise and its `query_timeout` exchange the
 * callback afterwards, and with that (pg 8.23, Node 24) every answer outlives the young collections: all rows a process reads lie in
 * the old space until the next full one.
 * @param patienceMs unlimited unless given
 */
export function send<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: pg.QueryConfig,
  patienceMs?: number,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    const timer = patienceMs === undefined ? undefined : setTimeout(() => reject(silent()), patienceMs);
    client.query<Row>(query, (error: Error | null, result) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(result);
    });
  });
}
