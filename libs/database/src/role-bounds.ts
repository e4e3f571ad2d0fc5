import pg from 'pg';
import { alterRole } from './alter-role.js';
import { budgetProblems, connectionLimit, withLimit, type ConnectionPlan } from './connection-budget.js';
import { quoteIdentifier } from './identifier.js';
import type { MigrationLogin } from './migrate.js';
import { directAddress } from './pooler.js';
import { readServerBudget } from './server-budget.js';
import type { ShardMap } from './shard-map.js';

/** What the servers themselves hold a service's role to, whatever its processes ask for. */
export interface RoleBounds {
  readonly connections: ConnectionPlan;
  /** Of sessions that ask for no other, which are those that come through a pooler. */
  readonly statementTimeoutMs: number;
}

const PATIENCE_MS = 2_000;

/**
 * Gives the role its limit of connections, which counts on each server apart and reaches replicas with the log, and its timeouts.
 * @throws Error with the whole sum when a server of the shard has not so many connections; then nothing has been changed
 */
export async function holdToBudget(
  admin: pg.Client,
  shard: string,
  { primary, replicas = [] }: ShardMap['shards'][string],
  login: MigrationLogin,
  { connections, statementTimeoutMs }: RoleBounds,
): Promise<void> {
  const servers = [primary, ...replicas];
  const pooled = servers.every(({ pooler }) => pooler !== undefined);
  const limit = connectionLimit(connections, pooled);
  const budgets = [await readServerBudget(admin, `${shard} at ${primary.host}:${primary.port}`, pooled)];
  for (const replica of replicas) {
    const name = `${shard} at ${replica.host}:${replica.port}`;
    const budget = await askReplica(directAddress(replica), login, (client) =>
      readServerBudget(client, name, pooled),
    );
    if (budget !== undefined) budgets.push(budget);
  }
  const [primaryBudget] = budgets;
  // A replica may not have heard of the latest limits; the primary's are those that it will have.
  const planned = budgets.map((budget) =>
    withLimit({ ...budget, limits: primaryBudget?.limits ?? budget.limits }, login.user, limit),
  );
  const problems = budgetProblems(login.user, connections, planned);
  if (problems.length > 0) throw new Error(`Too many database connections:\n${problems.join('\n')}`);
  const role = quoteIdentifier(login.user);
  await alterRole(admin, `ALTER ROLE ${role} CONNECTION LIMIT ${limit}`);
  for (const setting of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await alterRole(admin, `ALTER ROLE ${role} SET ${setting} = ${statementTimeoutMs}`);
}

/** @returns undefined when the replica is not there: the service's own check comes when it is */
async function askReplica<T>(
  address: ReturnType<typeof directAddress>,
  { adminUser, adminPassword }: MigrationLogin,
  ask: (client: pg.Client) => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({
    ...address,
    user: adminUser,
    password: adminPassword,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
