import { loadShardMap } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import { testStores } from '@tenfold/testing';
import pg from 'pg';

/**
 * Asks the shard of an order as its admin, who alone sees both schemas, and may break what no service would.
 * @param text says `bucket = $1` and takes the id as $2
 */
export async function asAdmin(orderId: string, text: string): Promise<unknown[]> {
  const { adminUser: user, adminPassword: password, shardMapFile } = testStores();
  const map = loadShardMap(shardMapFile);
  const bucket = bucketOfId(orderId);
  const range = map.ranges.find(({ from, to }) => from <= bucket && bucket <= to);
  const client = new pg.Client({ ...map.shards[range?.shard ?? '']?.primary, user, password });
  await client.connect();
  try {
    return (await client.query(text, [bucket, orderId])).rows;
  } finally {
    await client.end();
  }
}
