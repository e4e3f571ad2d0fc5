export { translateDatabaseError, uniqueViolation } from './database-errors.js';
export { quoteIdentifier, quoteLiteral } from './identifier.js';
export { migrateService, migrationEnvShape } from './migrate-service.js';
export { migrateShards, migrationSource, type MigrationLogin, type MigrationPlan } from './migrate.js';
export { ensureMonthsFunction, MONTHS_AHEAD } from './partitions.js';
export { mergeSorted, scatter } from './scatter.js';
export { bucketTable, loadShardMap, shardMapSchema, type ShardEndpoint, type ShardMap } from './shard-map.js';
export { Shard, statement, type Queryable, type ShardOptions, type Statement } from './shard.js';
export { Shards } from './shards.js';
