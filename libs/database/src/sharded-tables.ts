import pg from 'pg';
import { directAddress } from './pooler.js';
import type { MigrationLogin } from './migrate.js';
import type { ShardMap } from './shard-map.js';

export interface ShardedTables {
  /** `schema.table` of every table whose rows belong to a bucket, partitions included. */
  readonly all: ReadonlySet<string>;
  /** Those of them that have partitions. */
  readonly partitioned: ReadonlySet<string>;
}

/** As the first shard has them, for all have the same. The admin asks, because a service sees only its own schema. */
export async function shardedTables(
  map: ShardMap,
  { adminUser, adminPassword }: Pick<MigrationLogin, 'adminUser' | 'adminPassword'>,
  schemas: readonly string[],
): Promise<ShardedTables> {
  const [first] = Object.values(map.shards);
  if (first === undefined) throw new RangeError('the map has no shard');
  const admin = new pg.Client({ ...directAddress(first.primary), user: adminUser, password: adminPassword });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string; partitioned: boolean }>(
      `SELECT n.nspname || '.' || c.relname AS name, c.relkind = 'p' AS partitioned
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE a.attname = 'bucket' AND c.relkind IN ('r', 'p') AND n.nspname = ANY($1)`,
      [schemas],
    );
    const names = (some: typeof rows): ReadonlySet<string> => new Set(some.map(({ name }) => name));
    return { all: names(rows), partitioned: names(rows.filter(({ partitioned }) => partitioned)) };
  } finally {
    await admin.end();
  }
}
