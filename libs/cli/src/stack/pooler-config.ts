import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchDatabase } from '@tenfold/database';
import { ROOT } from '../root.js';

/** May look up who logs in, and nothing else. */
export const POOLER_ROLE = 'tenfold_pooler';

/** What the poolers of the charts have as well. */
const COMMON = join(ROOT, 'charts/tenfold/files/pgbouncer.ini');

/** Connections of one role that a pooler keeps to a server for watching it. */
const WATCH_POOL = 2;

export interface PoolerConfig {
  readonly port: number;
  readonly serverPort: number;
  readonly database: string;
  /** Of one role to the server, in all. */
  readonly connections: number;
  readonly usersFile: string;
}

/**
 * PgBouncer's configuration for one server. No startup parameter is ignored: one that PgBouncer cannot keep, such as a timeout, is
 * refused, and so is not believed to be in force.
 */
export function poolerConfig({ port, serverPort, database, connections, usersFile }: PoolerConfig): string {
  const server = `host=127.0.0.1 port=${serverPort} dbname=${database}`;
  return `[databases]
${database} = ${server} pool_size=${connections - WATCH_POOL}
${watchDatabase(database)} = ${server} pool_size=${WATCH_POOL}

[users]
${POOLER_ROLE} = max_user_connections=2

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
max_client_conn = 1000
auth_file = ${usersFile}
auth_user = ${POOLER_ROLE}
auth_dbname = ${database}
auth_query = SELECT usename, passwd FROM ${POOLER_ROLE}.login($1)
stats_users = ${POOLER_ROLE}
${readFileSync(COMMON, 'utf8')}`;
}

/** The one password that the pooler itself needs. */
export function poolerUsers(password: string): string {
  return `"${POOLER_ROLE}" "${password.replaceAll('"', '""')}"\n`;
}
