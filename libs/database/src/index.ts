export { ConsistencyTokens, type ConsistencyToken } from './consistency-token.js';
export { violatedConstraint } from './database-errors.js';
export { quoteIdentifier } from './identifier.js';
export { migrateService } from './migrate-service.js';
export { migrateShards, migrationSource, type MigrationLogin, type MigrationPlan } from './migrate.js';
export { maintainMonths } from './maintain-months.js';
export type { Month } from './month.js';
export { gaveWay, MonthKeeper, type TableMonths } from './month-keeper.js';
export { windowsBack, type Window } from './month-windows.js';
export { fewestMonthsAhead } from './months-ahead.js';
export { Months } from './months.js';
export { ensureMonthsFunction, monthsFunction } from './partitions.js';
export { addUp, mergeSorted, scatter } from './scatter.js';
export { loadShardMap, type ShardEndpoint, type ShardMap } from './shard-map.js';
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
export { Shards } from './shards.js';
export { statementLog, type LoggedStatement } from './statement-log.js';
