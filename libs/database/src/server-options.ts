import type { ShardEndpoint } from './shard-map.js';

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
