import { randomBytes } from 'node:crypto';
import type { Slice } from './control.js';
import { MoveError } from './move-error.js';
import { connectionString, literal } from './sql-text.js';
import type { Session } from './session.js';
import type { ShardedTable } from './tables.js';

/** May read every table and stream the WAL, for the time of a move; it has a password that nobody writes down. */
const ROLE = 'tenfold_move';

/** Of a failing copy or apply worker; a few may be a partition that was late, or a server that started again. */
const MAX_ERRORS = 30;

export interface Replication {
  readonly slice: Slice;
  readonly source: Session;
  readonly target: Session;
  readonly tables: readonly ShardedTable[];
}

/** Publication, subscription and slot have one name; slots share it among all databases of a server. */
export function nameOf({ source, id }: Slice): string {
  return `tenfold_move_${source.replaceAll('-', '_')}_${id}`;
}

/** Makes what is missing of publication, slot and subscription: rows are copied from now on, and changes follow. */
export async function ensureReplication(replication: Replication): Promise<void> {
  const { slice, source, target, tables } = replication;
  const name = nameOf(slice);
  await ensurePublication(source, name, slice, tables);
  // The slot before the subscription, which cannot make one in a server of its own (and would wait for itself there).
  await source.client.query(
    `SELECT pg_create_logical_replication_slot($1, 'pgoutput')
      WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)`,
    [name],
  );
  if ((await subscriptionOf(target, name)) !== undefined) return;
  const password = randomBytes(24).toString('base64url');
  await ensureRole(source, password);
  const connection = connectionString({
    host: source.endpoint.host,
    port: String(source.endpoint.port),
    dbname: source.endpoint.database,
    user: ROLE,
    password,
    application_name: name,
  });
  // Streaming off: transactions are applied whole and in the order of their commits, which the marks rely on.
  await target.client.query(
    `CREATE SUBSCRIPTION ${name} CONNECTION ${literal(connection)} PUBLICATION ${name}
       WITH (create_slot = false, slot_name = ${literal(name)}, copy_data = true, streaming = off)`,
  );
}

async function ensurePublication(
  { client }: Session,
  name: string,
  { from, to }: Slice,
  tables: readonly ShardedTable[],
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_publication WHERE pubname = $1', [name]);
  if (rowCount !== 0) return;
  const parts = tables.map(({ at }) => `TABLE ${at} WHERE (bucket BETWEEN ${from} AND ${to})`);
  await client.query(
    `CREATE PUBLICATION ${name} FOR ${parts.join(', ')}, TABLE tenfold.move_mark WHERE (slice = ${literal(name)})
       WITH (publish = 'insert, update, delete', publish_via_partition_root = true)`,
  );
}

async function ensureRole({ client }: Session, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${ROLE} LOGIN REPLICATION NOSUPERUSER PASSWORD ${literal(password)}`);
  await client.query(`GRANT pg_read_all_data TO ${ROLE}`);
}

async function subscriptionOf({ client }: Session, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ oid: string }>(
    `SELECT s.oid::text AS oid FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
      WHERE s.subname = $1 AND d.datname = current_database()`,
    [name],
  );
  return rows[0]?.oid;
}

/** @returns how many tables are copied and follow their changes, of how many */
export async function progressOf({
  slice,
  source,
  target,
}: Replication): Promise<{ ready: number; all: number }> {
  const name = nameOf(slice);
  const { rows } = await target.client.query<{ ready: number; all: number; errors: number }>(
    `SELECT count(*) FILTER (WHERE r.srsubstate = 'r')::int AS ready, count(*)::int AS all,
            (SELECT coalesce(sum(apply_error_count + sync_error_count), 0)::int FROM pg_stat_subscription_stats
              WHERE subid = s.oid) AS errors
       FROM pg_subscription s JOIN pg_subscription_rel r ON r.srsubid = s.oid
      WHERE s.subname = $1 GROUP BY s.oid`,
    [name],
  );
  const { ready = 0, all = 0, errors = 0 } = rows[0] ?? {};
  if (errors > MAX_ERRORS)
    throw new MoveError(
      `${target.name} cannot take the rows over; its server's log says why (subscription ${name})`,
    );
  const slot = await source.client.query<{ lost: boolean }>(
    "SELECT wal_status IS NOT DISTINCT FROM 'lost' AS lost FROM pg_replication_slots WHERE slot_name = $1",
    [name],
  );
  if (slot.rows[0]?.lost === true)
    throw new MoveError(
      `${source.name} has thrown away WAL that ${target.name} still needs: abort, and move again`,
    );
  return { ready, all };
}

/** Ends the replication of a slice, as far as there is any. */
export async function dropReplication({ slice, source, target }: Omit<Replication, 'tables'>): Promise<void> {
  const name = nameOf(slice);
  const oid = await subscriptionOf(target, name);
  if (oid !== undefined) {
    await target.client.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    // Else it would drop the slot itself, and fail where that is gone already.
    await target.client.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await target.client.query(`DROP SUBSCRIPTION ${name}`);
  }
  const slots = [name, ...(oid === undefined ? [] : [`pg\\_${oid}\\_sync\\_%`])];
  await source.client.query(
    'SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name LIKE ANY($1) AND active_pid IS NOT NULL',
    [slots],
  );
  await source.client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE ANY($1)',
    [slots],
  );
  await source.client.query(`DROP PUBLICATION IF EXISTS ${name}`);
  for (const { client } of [source, target])
    await client.query('DELETE FROM tenfold.move_mark WHERE slice = $1', [name]);
  await source.client.query(`DROP ROLE IF EXISTS ${ROLE}`);
}

/** Writes a mark into the source; once the target shows it, it shows everything that was committed before. */
export async function writeMark({ client }: Session, slice: Slice, mark: number): Promise<void> {
  await client.query(
    `INSERT INTO tenfold.move_mark (slice, mark) VALUES ($1, $2) ON CONFLICT (slice) DO UPDATE SET mark = excluded.mark`,
    [nameOf(slice), mark],
  );
}

export async function readMark({ client }: Session, slice: Slice): Promise<number> {
  const { rows } = await client.query<{ mark: number }>(
    'SELECT mark FROM tenfold.move_mark WHERE slice = $1',
    [nameOf(slice)],
  );
  return rows[0]?.mark ?? 0;
}
