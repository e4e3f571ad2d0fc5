import pg from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { alterRole } from './alter-role.js';
import { ensureControlSchema, ensureFences, mapInForce, newestMap } from './control-schema.js';
import { quoteIdentifier, quoteLiteral } from './identifier.js';
import { holdToBudget, type RoleBounds } from './role-bounds.js';
import { MigrationError } from './migration-error.js';
import { MONTHS_AHEAD } from './partitions.js';
import { directAddress } from './pooler.js';
import { LOCK_TIMEOUT, politely } from './politely.js';
import type { ShardEndpoint, ShardMap } from './shard-map.js';

/** A class, of which TypeORM makes the instances. */
type Class<T = object> = new () => T;

export interface MigrationPlan {
  /** The service's own schema; its tables are owned by the role `<schema>_owner`. */
  readonly schema: string;
  readonly entities: readonly Class[];
  readonly migrations: readonly Class<MigrationInterface>[];
  /** True when the migrations define `ensure_months` (see partitions.ts). */
  readonly partitioned: boolean;
  /** Whether Postgres may keep a plan that it estimates to be as good as one for the values; otherwise each statement is planned for its values. */
  readonly keepsPlans?: boolean;
}

export interface MigrationLogin {
  readonly adminUser: string;
  readonly adminPassword: string;
  /** The role the service runs as: it may read and write rows, and nothing else. */
  readonly user: string;
  readonly password: string;
  /** What the servers are to hold the role to; without it, what they have been told before. */
  readonly bounds?: RoleBounds;
}

/** A long report, a backup: the migration tries again until it is over, and others hardly notice. */
const PATIENCE_MS = 5 * 60_000;
/** A host that is gone says nothing at all, and the system would wait for minutes. */
const CONNECT_MS = 10_000;

/** Brings one service's schema on every shard up to date: roles, schema, migrations, partitions. Running it twice changes nothing. */
export async function migrateShards(
  map: ShardMap,
  plan: MigrationPlan,
  login: MigrationLogin,
  report: (line: string) => void,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  // A shard that is down ends it here, before anything is changed on another.
  const inForce = mapInForce(map, await recordedMaps(map, login));
  for (const [name, servers] of Object.entries(inForce.shards)) {
    const { primary } = servers;
    await withAdmin(primary, login, async (admin) => {
      // Two migration jobs at once: the second waits here, then finds nothing to do. The lock ends with the connection.
      await admin.query('SELECT pg_advisory_lock(hashtext($1))', [`tenfold.migrate.${plan.schema}`]);
      await provision(admin, plan, login);
      if (login.bounds !== undefined) await holdToBudget(admin, name, servers, login, login.bounds);
      await ensureControlSchema(admin, inForce, name);
      const title = `${plan.schema} on ${name}`;
      const onWait = (): void => report(`${title}: a table is in use for long; trying again`);
      const patience = { patienceMs, onWait };
      const applied = await politely(() => runMigrations(migrationSource(primary, plan, login)), patience);
      await politely(() => ensureFences(admin, plan.schema), patience);
      await politely(() => grant(admin, plan, login.user), patience);
      report(`${title}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
    });
  }
}

async function recordedMaps(map: ShardMap, login: MigrationLogin): Promise<(ShardMap | undefined)[]> {
  return Promise.all(
    Object.values(map.shards).map(async ({ primary }) => withAdmin(primary, login, newestMap)),
  );
}

async function withAdmin<T>(
  endpoint: ShardEndpoint,
  { adminUser, adminPassword }: MigrationLogin,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const admin = new pg.Client({
    ...directAddress(endpoint),
    user: adminUser,
    password: adminPassword,
    connectionTimeoutMillis: CONNECT_MS,
  });
  await admin.connect().catch((cause: unknown) => {
    const at = `${endpoint.host}:${endpoint.port}/${endpoint.database}`;
    throw new MigrationError(`${at} cannot be migrated: ${String(cause)}`, { cause });
  });
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** A TypeORM data source for migrations and schema comparison; it acts as the schema's owner, never as the service. */
export function migrationSource(
  endpoint: ShardEndpoint,
  plan: MigrationPlan,
  login: MigrationLogin,
): DataSource {
  const options: DataSourceOptions = {
    type: 'postgres',
    host: endpoint.host,
    port: endpoint.port,
    database: endpoint.database,
    username: login.adminUser,
    password: login.adminPassword,
    schema: plan.schema,
    entities: [...plan.entities],
    migrations: [...plan.migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    // DDL that cannot get its lock soon gives way, or everything queues behind it.
    extra: { options: `-c role=${ownerOf(plan.schema)} -c lock_timeout=${LOCK_TIMEOUT}` },
  };
  return new DataSource(options);
}

async function runMigrations(source: DataSource): Promise<string[]> {
  await source.initialize();
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

async function provision(
  admin: pg.Client,
  { schema, keepsPlans = false }: MigrationPlan,
  login: MigrationLogin,
): Promise<void> {
  const [owner, role] = [ownerOf(schema), login.user].map(quoteIdentifier);
  await ensureRole(admin, ownerOf(schema), 'NOLOGIN');
  await ensureRole(admin, login.user, `LOGIN PASSWORD ${quoteLiteral(login.password)}`);
  await alterRole(admin, `GRANT ${owner} TO CURRENT_USER`);
  await admin.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)} AUTHORIZATION ${owner}`);
  await alterRole(admin, `ALTER ROLE ${role} SET search_path = ${quoteIdentifier(schema)}`);
  // Planned once where that is as good as planning each time, as for what only inserts. A read or update by id of a partitioned table
  // stays with a plan for its month: one for all months costs more, and locks each of them. Tests of plans count the locks.
  const mode = keepsPlans ? 'auto' : 'force_custom_plan';
  await alterRole(admin, `ALTER ROLE ${role} SET plan_cache_mode = ${mode}`);
}

async function ensureRole(admin: pg.Client, role: string, attributes: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await alterRole(
    admin,
    `${verb} ROLE ${quoteIdentifier(role)} ${attributes} NOSUPERUSER NOCREATEDB NOCREATEROLE`,
  );
}

async function grant(admin: pg.Client, plan: MigrationPlan, user: string): Promise<void> {
  const [schema, role] = [quoteIdentifier(plan.schema), quoteIdentifier(user)];
  await admin.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  await admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
  await admin.query(`REVOKE ALL ON ${schema}.migration FROM ${role}`);
  // Months that are made later too: statements may name them.
  await admin.query(
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(ownerOf(plan.schema))} IN SCHEMA ${schema}
     GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`,
  );
  if (!plan.partitioned) return;
  await admin.query(`REVOKE EXECUTE ON FUNCTION ${schema}.ensure_months(date, date) FROM PUBLIC`);
  await admin.query(`GRANT EXECUTE ON FUNCTION ${schema}.ensure_months(date, date) TO ${role}`);
  await admin.query(
    `SELECT ${schema}.ensure_months(current_date, (current_date + make_interval(months => $1))::date)`,
    [MONTHS_AHEAD],
  );
}

/** The role that owns a schema's tables, and that only migrations and the keeping of months take. */
export function ownerOf(schema: string): string {
  return `${schema}_owner`;
}
