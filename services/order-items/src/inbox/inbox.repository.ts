import { Injectable } from '@nestjs/common';
import { scatter, Shards, statement } from '@tenfold/database';

/** A scatter with a limit: time decides here, not the bucket. */
const SWEEP = statement(
  'inbox.sweep',
  `DELETE FROM order_items.inbox i USING (
  SELECT bucket, consumer, message_id FROM order_items.inbox
  WHERE received_at < $1 AND bucket::int4 <@ $3::int4multirange LIMIT $2
) old
WHERE i.bucket = old.bucket AND i.consumer = old.consumer AND i.message_id = old.message_id RETURNING i.bucket`,
);

@Injectable()
export class InboxRepository {
  constructor(private readonly shards: Shards) {}

  /** Forgets messages that came before `time`, a bounded number on each shard. */
  async sweep(time: string, limit: number): Promise<void> {
    await scatter(this.shards, (shard, own) => shard.query(SWEEP, [time, limit, own]));
  }
}
