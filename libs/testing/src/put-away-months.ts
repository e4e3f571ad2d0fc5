import { loadShardMap, MonthKeeper } from '@tenfold/database';
import { migrationLogin, testStores } from './test-stores.js';

/**
 * Puts away every month of the service's tables that is older than one whole month before `now`, on every shard.
 * @param now a month as `2001-03`: of a time that no other test writes to
 */
export async function putAwayMonths(service: string, now: string): Promise<void> {
  const schema = service.replaceAll('-', '_');
  for (const { primary } of Object.values(loadShardMap(testStores().shardMapFile).shards)) {
    const keeper = await MonthKeeper.open(primary, schema, migrationLogin(service));
    try {
      await keeper.detach(1, now);
    } finally {
      await keeper.close();
    }
  }
}
