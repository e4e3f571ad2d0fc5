import type pg from 'pg';
import type { Pipeline } from './pipeline.js';

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

/** Those that are shared and those that are not are one budget. */
export function poolCounters(server: string, pool: pg.Pool, pipeline: Pipeline): PoolCounters {
  return {
    server,
    size: pool.totalCount + pipeline.size,
    idle: pool.idleCount + pipeline.idle,
    waiting: pool.waitingCount + pipeline.waiting,
    max: pool.options.max + pipeline.width,
  };
}
