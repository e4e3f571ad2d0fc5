import { statement } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { IdempotencyRepository } from '../src/idempotency/idempotency.repository.js';
import { OrdersApp } from './orders-app.js';

/** Long before any other test's keys, which a sweep up to the present would take away. */
const OLD = '2001-01-15T00:00:00Z';
const LATER = '2001-02-15T00:00:00Z';
const BETWEEN = '2001-02-01T00:00:00Z';

const KEY = statement(
  'test.key',
  `INSERT INTO orders.idempotency (bucket, scope, key, body_hash, state, running_until, order_id, outbox_id, created_at)
   VALUES ($1, $2, $3, '', 'done', $4::timestamptz, $5, $5, $4::timestamptz)`,
);
const LEFT = statement('test.left', 'SELECT key FROM orders.idempotency WHERE bucket = $1 AND scope = $2');

/** Real: Postgres (two shards). */
describe(IdempotencyRepository, () => {
  let orders: OrdersApp;

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
  });
  afterAll(() => orders?.stop());

  it('should forget what is old on every shard, and nothing else', async () => {
    const keys = new IdempotencyRepository(orders.shards);
    // One bucket of each shard.
    const places = [7, 4_000].map((bucket) => ({ bucket, scope: unique('caller') }));
    for (const { bucket, scope } of places) {
      for (const [key, at] of [
        ['old', OLD],
        ['later', LATER],
      ] as const) {
        const id = newId(bucketOf(scope));
        await orders.shards.forBucket(bucket).query(KEY, [bucket, scope, key, at, id]);
        await keys.claim({ bucket, scope, key }, `first ${key}`, at);
      }
    }
    await keys.sweep(BETWEEN, 100);
    for (const { bucket, scope } of places) {
      expect(await orders.shards.forBucket(bucket).query(LEFT, [bucket, scope])).toEqual([{ key: 'later' }]);
      // A claim that is forgotten can be made anew; one that is not belongs to its first body.
      expect(await keys.claim({ bucket, scope, key: 'old' }, 'second', LATER)).toBe('second');
      expect(await keys.claim({ bucket, scope, key: 'later' }, 'second', LATER)).toBe('first later');
    }
  });
});
