export { announcedForMs, announceMove, withdrawAnnouncement } from './announcement.js';
export { untilCommonMoment } from './common-moments.js';
export { bothWays, type BothWays, type Way } from './both-ways.js';
export { budgetEnvShape, connectionPlan } from './budget-env.js';
export { connectionLimit, type ConnectionPlan } from './connection-budget.js';
export { ConsistencyTokens, type ConsistencyToken } from './consistency-token.js';
export type { Consistency } from './consistency.js';
export { mapInForce, newestMap, recordMap, waitForWriters } from './control-schema.js';
export type { DatabaseObserver } from './database-observer.js';
export type { ServerKind } from './statement-spans.js';
export { isComplaint, isOutOfRange, violatedConstraint } from './database-errors.js';
export { PartitionStatistics, type PartitionOperations } from './partition-statistics.js';
export { concurrentIndex } from './concurrent-index.js';
export { quoteIdentifier } from './identifier.js';
export { migrateService } from './migrate-service.js';
export { migrateShards, migrationSource, type MigrationLogin, type MigrationPlan } from './migrate.js';
export { maintainMonths } from './maintain-months.js';
export { LAZILY } from './lazily.js';
export { plannedEachTime } from './planned-each-time.js';
export { monthOf, type Month } from './month.js';
export { MonthKeeper, type TableMonths } from './month-keeper.js';
export {
  after,
  ALL_IDS,
  before,
  monthsBack,
  readWindows,
  windowsBack,
  windowsOn,
  type Window,
} from './month-windows.js';
export { fewestMonthsAhead } from './months-ahead.js';
export { Months } from './months.js';
export { oldestMonthOf } from './oldest-month.js';
export { acceptsFunction, multirangeText, ownRanges, type BucketRange } from './ownership.js';
export { ensureMonthsFunction, monthsFunction } from './partitions.js';
export { gaveWay } from './politely.js';
export { addUp, mergeSorted, scatter, scatterAvailable, type Available } from './scatter.js';
export { directAddress, watchDatabase, withoutPoolers } from './pooler.js';
export type { PoolCounters } from './pool-counters.js';
export { NotOwner, REFUSED } from './shard-errors.js';
export type { ShardRoute } from './routing.js';
export type { ShardAccess } from './shard-access.js';
export { bucketTable, loadShardMap, parseShardMap, type ShardEndpoint, type ShardMap } from './shard-map.js';
export { schemaMade } from './schema-gate.js';
export { connectionBudgetProblems, serversOf } from './server-budget.js';
export { shardedTables, type ShardedTables } from './sharded-tables.js';
export type { ReadCounters } from './read-counters.js';
export { isReadIntent, type ReadIntent, type ReplicaState } from './replica-set.js';
export { RequestConsistencies, RequestConsistency } from './request-consistency.js';
export { Shard, type ReadOptions, type ShardOptions } from './shard.js';
export type { Cells } from './ask.js';
export { columnsOf, GatheredWrites, type Gathering } from './gathered-writes.js';
export { IMPATIENT } from './impatient.js';
export { timeText } from './time-text.js';
export {
  statement,
  type Queryable,
  type Statement,
  type StatementListener,
  type Traits,
} from './statement.js';
export { LEASE_MS, LONG_LEASE_MS } from './lease.js';
export { Shards, type OwnedShard } from './shards.js';
export { statementLog, type LoggedStatement } from './statement-log.js';
export { wanted } from './wanted.js';
