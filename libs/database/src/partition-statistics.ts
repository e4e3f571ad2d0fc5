import { parsePartition } from './month.js';
import type { ShardAccess } from './shard-access.js';
import { statement, type Statement } from './statement.js';

/** Rows of one month of one table that a primary has read and written, since its statistics began. */
export interface PartitionOperations {
  readonly partition: string;
  readonly read: number;
  readonly insert: number;
  readonly update: number;
  readonly delete: number;
}

/** The most partitions of one shard that are told of: the busiest. Years of them would be a page of nothing else. */
const MOST_PARTITIONS = 60;

/** What Postgres counts for each table anyway: one look into its shared memory. */
export class PartitionStatistics {
  private readonly sql: Statement;

  constructor(private readonly schema: string) {
    this.sql = statement(
      `${schema}.partition-statistics`,
      `SELECT relname AS partition, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) AS read, n_tup_ins AS insert,
  n_tup_upd AS update, n_tup_del AS delete
FROM pg_stat_user_tables WHERE schemaname = $1 AND relname ~ '_y[0-9]{4}m[0-9]{2}$'
ORDER BY coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del DESC, relname LIMIT $2`,
    );
  }

  /** @returns those of the primary, the busiest first */
  async read(shard: ShardAccess): Promise<PartitionOperations[]> {
    const rows = await shard.query<PartitionOperations>(this.sql, [this.schema, MOST_PARTITIONS]);
    return rows.filter(({ partition }) => parsePartition(partition) !== undefined);
  }
}
