import { statement, type Shards } from '@tenfold/database';
import type { Inbox } from '@tenfold/delivery';
import { unique } from './unique.js';

export interface InboxPlace {
  readonly shards: Shards;
  readonly inbox: Inbox;
}

/** The test of every service that keeps an inbox: what no message can come for any more is forgotten, and nothing else. */
export function describeInboxUpkeep(schema: string, place: () => InboxPlace): void {
  const received = statement(
    `test.${schema}.received`,
    `INSERT INTO ${schema}.inbox (bucket, consumer, message_id, received_at) VALUES ($1, $2, $3, $4)`,
  );
  const left = statement(
    `test.${schema}.left`,
    `SELECT message_id AS id FROM ${schema}.inbox WHERE bucket = $1 AND consumer = $2`,
  );

  it('should forget old messages on every shard, and nothing else', async () => {
    const { shards, inbox } = place();
    const consumer = unique('consumer');
    // One bucket of each shard, and times long before any other test's.
    const buckets = [7, 4_000];
    for (const bucket of buckets) {
      const shard = shards.forBucket(bucket);
      await shard.query(received, [bucket, consumer, 'old', '2001-01-15T00:00:00Z']);
      await shard.query(received, [bucket, consumer, 'later', '2001-02-15T00:00:00Z']);
    }
    await inbox.sweep('2001-02-01T00:00:00Z', 100);
    for (const bucket of buckets)
      expect(await shards.forBucket(bucket).query(left, [bucket, consumer])).toEqual([{ id: 'later' }]);
  });
}
