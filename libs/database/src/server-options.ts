import type pg from 'pg';
import { sessionTimeouts, statementAddress } from './pooler.js';
import type { ShardEndpoint } from './shard-map.js';
import { typeParsers } from './types.js';

/** How one Postgres server is reached. */
export interface ServerOptions {
  readonly endpoint: ShardEndpoint;
  readonly user: string;
  readonly password: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName: string;
  readonly onIdleError: (error: Error) => void;
}

/** How long after the statement timeout a silent server is given up, and the connection with it. */
const SILENCE_MS = 1_000;

/** The server's own timeout is of no use when the server has stopped answering. */
export function patienceOf({ statementTimeoutMs }: ServerOptions): number {
  return statementTimeoutMs + SILENCE_MS;
}

/** A connection on which statements are sent. */
export function clientConfig(options: ServerOptions, connectTimeoutMs: number): pg.ClientConfig {
  const { endpoint, user, password, applicationName, statementTimeoutMs } = options;
  return {
    ...statementAddress(endpoint),
    user,
    password,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    ...sessionTimeouts(endpoint, statementTimeoutMs),
    keepAlive: true,
    types: typeParsers,
    // What is sent while an answer is awaited goes out at once.
    pipeline: true,
  } as pg.ClientConfig;
}

/**
 * A connection that short reads share. Their plans do not depend on values, so they are made once for a connection: to plan the header
 * of an order took the server 140 of 210 µs, and a page of them 350 of 950. Such a plan locks all months, of which 7 or 36 cost less
 * than 10 µs. Behind a pooler connections are not ours to set, and plans are made each time, as the role has it.
 */
export function sharedConfig(options: ServerOptions, connectTimeoutMs: number): pg.ClientConfig {
  const config = clientConfig(options, connectTimeoutMs);
  if (options.endpoint.pooler !== undefined) return config;
  return { ...config, options: '-c plan_cache_mode=force_generic_plan' };
}

/**
 * Of the connections to a server, those that short reads share: a third. The others are for one statement or transaction at a time, and
 * a write that waits for a lock keeps one.
 */
export function sharedOf(poolSize: number): number {
  return Math.min(MOST_SHARED, Math.floor(poolSize / 3));
}

/** A second one keeps one slow page from holding up all others; a third has won nothing more. */
const MOST_SHARED = 2;

export function poolConfig(options: ServerOptions, connectTimeoutMs: number): pg.PoolConfig {
  return {
    ...clientConfig(options, connectTimeoutMs),
    max: options.poolSize - sharedOf(options.poolSize),
    idleTimeoutMillis: 60_000,
  };
}
