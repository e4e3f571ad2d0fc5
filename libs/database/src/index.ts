export { ConsistencyTokens, type ConsistencyToken } from './consistency-token.js';
export { translateDatabaseError, uniqueViolation } from './database-errors.js';
export { quoteIdentifier, quoteLiteral } from './identifier.js';
export { migrateService, migrationEnvShape } from './migrate-service.js';
export { migrateShards, migrationSource, type MigrationLogin, type MigrationPlan } from './migrate.js';
export { Months } from './months.js';
export { ensureMonthsFunction, MONTHS_AHEAD } from './partitions.js';
export { mergeSorted, scatter } from './scatter.js';
export { bucketTable, loadShardMap, shardMapSchema, type ShardEndpoint, type ShardMap } from './shard-map.js';
export type { ReadCounters } from './read-counters.js';
export type { ReadIntent, ReplicaState } from './replica-set.js';
export {
  Shard,
  statement,
  type Queryable,
  type ReadOptions,
  type ShardOptions,
  type Statement,
} from './shard.js';
export { Shards } from './shards.js';
