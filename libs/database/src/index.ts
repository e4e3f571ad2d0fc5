export { budgetEnvShape, connectionPlan } from './budget-env.js';
export { connectionLimit, type ConnectionPlan } from './connection-budget.js';
export { ConsistencyTokens, type ConsistencyToken } from './consistency-token.js';
export type { Consistency } from './consistency.js';
export { mapInForce, newestMap, recordMap, waitForWriters } from './control-schema.js';
export { violatedConstraint } from './database-errors.js';
export { quoteIdentifier } from './identifier.js';
export { migrateService } from './migrate-service.js';
export { migrateShards, migrationSource, type MigrationLogin, type MigrationPlan } from './migrate.js';
export { Months } from './months.js';
export { acceptsFunction, multirangeText, ownRanges, type BucketRange } from './ownership.js';
export { ensureMonthsFunction } from './partitions.js';
export { directAddress, watchDatabase, withoutPoolers } from './pooler.js';
export type { PoolCounters } from './pool-counters.js';
export { addUp, mergeSorted, scatter } from './scatter.js';
export { NotOwner, REFUSED } from './refused.js';
export type { ShardRoute } from './routing.js';
export type { ShardAccess } from './shard-access.js';
export { bucketTable, loadShardMap, parseShardMap, type ShardEndpoint, type ShardMap } from './shard-map.js';
export { connectionBudgetProblems, serversOf } from './server-budget.js';
export { shardedTables, type ShardedTables } from './sharded-tables.js';
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
export { Shards, type OwnedShard } from './shards.js';
export { statementLog, type LoggedStatement } from './statement-log.js';
