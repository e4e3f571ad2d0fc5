import type pg from 'pg';

/** May read the WAL and nothing else. */
export const REPLICATOR = 'tenfold_replicator';

export async function ensureReplicator(client: pg.Client, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [REPLICATOR]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  // A role's password is no parameter; the server quotes it.
  const { rows } = await client.query<{ ddl: string }>(
    "SELECT format('%s ROLE %I LOGIN REPLICATION NOSUPERUSER PASSWORD %L', $1::text, $2::text, $3::text) AS ddl",
    [verb, REPLICATOR, password],
  );
  for (const { ddl } of rows) await client.query(ddl);
}

/** The slot keeps WAL from now on, before any replica has connected. */
export async function ensureSlot(client: pg.Client, slot: string): Promise<void> {
  await client.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
}

export async function dropSlot(client: pg.Client, slot: string): Promise<void> {
  // Its replica has just been stopped, and the primary may not have noticed yet.
  await client.query(
    'SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL',
    [slot],
  );
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
    [slot],
  );
}

/** False when there is no such slot, or when its replica was away for longer than WAL is kept. */
export async function slotHoldsWal(client: pg.Client, slot: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_replication_slots WHERE slot_name = $1 AND wal_status IS DISTINCT FROM 'lost'",
    [slot],
  );
  return rowCount === 1;
}

/** Whether a replica is connected to the slot and gets its WAL. */
export async function follows(client: pg.Client, slot: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid
      WHERE s.slot_name = $1 AND r.state IN ('catchup', 'streaming')`,
    [slot],
  );
  return rowCount === 1;
}
