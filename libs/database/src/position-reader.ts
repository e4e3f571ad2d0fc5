import pg from 'pg';
import { sessionTimeouts, watchAddress } from './pooler.js';
import type { ServerOptions } from './server-options.js';
import { KEEP_ALIVE_MS } from './watch-connection.js';
import { parseWalPosition, type WalPosition } from './wal-position.js';

/**
 * Asks one server how far its log is, over a connection of its own: when the pool is busy, that is when it matters.
 * @returns undefined where the server has no such position, as a primary has nothing to replay
 */
export class PositionReader {
  private readonly pool: pg.Pool;

  constructor(
    { endpoint, user, password, applicationName, onIdleError }: ServerOptions,
    private readonly statement: { readonly name: string; readonly text: string },
    timeoutMs: number,
  ) {
    this.pool = new pg.Pool({
      ...watchAddress(endpoint),
      user,
      password,
      max: 1,
      application_name: `${applicationName} position`,
      connectionTimeoutMillis: timeoutMs,
      ...sessionTimeouts(endpoint, timeoutMs),
      // A server that is frozen says nothing at all; only a clock on this side notices.
      query_timeout: timeoutMs,
      idleTimeoutMillis: 0,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      allowExitOnIdle: true,
    });
    this.pool.on('error', onIdleError);
  }

  async read(): Promise<WalPosition | undefined> {
    const { rows } = await this.pool.query<{ position: string | null }>({ ...this.statement });
    const position = rows[0]?.position ?? null;
    return position === null ? undefined : parseWalPosition(position);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
