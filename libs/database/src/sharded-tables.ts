import pg from 'pg';
import type { MigrationLogin } from './migrate.js';
import type { ShardMap } from './shard-map.js';

/**
 * `schema.table` of every table whose rows belong to a bucket, partitions included, as the first shard has them: all have the
 * same. The admin asks, because a service sees only its own schema.
 */
export async function shardedTables(
  map: ShardMap,
  { adminUser, adminPassword }: Pick<MigrationLogin, 'adminUser' | 'adminPassword'>,
  schemas: readonly string[],
): Promise<ReadonlySet<string>> {
  const [first] = Object.values(map.shards);
  const admin = new pg.Client({ ...first?.primary, user: adminUser, password: adminPassword });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.columns
       WHERE column_name = 'bucket' AND table_schema = ANY($1)`,
      [schemas],
    );
    return new Set(rows.map(({ name }) => name));
  } finally {
    await admin.end();
  }
}
