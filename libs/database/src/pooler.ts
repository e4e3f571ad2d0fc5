import type { ShardEndpoint, ShardMap } from './shard-map.js';

/** Where a connection goes. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** The way of statements: through the pooler where the server has one. */
export function statementAddress({ host, port, database, pooler }: ShardEndpoint): Address {
  return { host, port, ...pooler, database };
}

/**
 * The way of the questions by which a process watches a server. A pooler has a second entry for them, `<database>_watch`, with a few
 * connections of its own: behind a pool that is busy they would wait, and a busy server would be taken for a dead one.
 */
export function watchAddress(endpoint: ShardEndpoint): Address {
  const { pooler, database } = endpoint;
  return {
    ...statementAddress(endpoint),
    database: pooler === undefined ? database : watchDatabase(database),
  };
}

export function watchDatabase(database: string): string {
  return `${database}_watch`;
}

/** The way of who has to do with one server and one session: migrations, moves, administration. */
export function directAddress({ host, port, database }: ShardEndpoint): Address {
  return { host, port, database };
}

/** The map for who goes direct everywhere. */
export function withoutPoolers(map: ShardMap): ShardMap {
  const shards = Object.entries(map.shards).map(([name, { primary, replicas = [] }]) => [
    name,
    { primary: directAddress(primary), replicas: replicas.map(directAddress) },
  ]);
  return { ...map, shards: Object.fromEntries(shards) };
}

interface Timeouts {
  readonly statement_timeout?: number;
  readonly idle_in_transaction_session_timeout?: number;
}

/**
 * Timeouts that the server keeps, as a new connection asks for them. A pooler's connections are older than ours and serve others too:
 * there the role's own are in force, which the migration has set.
 */
export function sessionTimeouts({ pooler }: ShardEndpoint, statementTimeoutMs: number): Timeouts {
  if (pooler !== undefined) return {};
  return {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}
