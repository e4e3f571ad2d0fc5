import type pg from 'pg';

/** How a process's connections to one server are used at this moment. */
export interface PoolCounters {
  /** `primary`, or the replica's name: `<shard> at <host>:<port>`. */
  readonly server: string;
  /** Connections that are open, whether used or not. */
  readonly size: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  /** Never more than this many are open. */
  readonly max: number;
}

export function poolCounters(server: string, pool: pg.Pool): PoolCounters {
  return {
    server,
    size: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    max: pool.options.max,
  };
}
