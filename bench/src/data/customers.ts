import { BUCKETS, bucketOf } from '@tenfold/ids';

/** All data of a run is on the first shard, where the peers' tables are too: one Postgres for everybody. */
export const SHARD = 'shard-1';
const LAST_BUCKET = BUCKETS / 2 - 1;

/** The first so many names whose rows are on that shard. */
export function customersOn(prefix: string, count: number): string[] {
  const found: string[] = [];
  for (let number = 1; found.length < count; number++) {
    const name = `${prefix}-${number}`;
    if (bucketOf(name) <= LAST_BUCKET) found.push(name);
  }
  return found;
}
