import { storeLinesBatch } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { Inbox, Outbox } from '@tenfold/delivery';
import { describeOutboxUpkeep, mintToken, unique } from '@tenfold/testing';
import { OrderItemsApp, orderLines } from './order-items-app.js';

const RECEIVED = statement(
  'test.received',
  'INSERT INTO order_items.inbox (bucket, consumer, message_id, received_at) VALUES ($1, $2, $3, $4)',
);
const LEFT = statement(
  'test.left',
  'SELECT message_id AS id FROM order_items.inbox WHERE bucket = $1 AND consumer = $2',
);

/** Real: HTTP, tokens, Postgres (two shards), NATS requests. */
describe('upkeep of order-items', () => {
  let items: OrderItemsApp;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
  });
  afterAll(() => items?.stop());

  it('should forget old messages on every shard, and nothing else', async () => {
    const consumer = unique('consumer');
    // One bucket of each shard, and times long before any other test's.
    const buckets = [7, 4_000];
    for (const bucket of buckets) {
      const shard = items.shards.forBucket(bucket);
      await shard.query(RECEIVED, [bucket, consumer, 'old', '2001-01-15T00:00:00Z']);
      await shard.query(RECEIVED, [bucket, consumer, 'later', '2001-02-15T00:00:00Z']);
    }
    await new Inbox('order_items', items.shards).sweep('2001-02-01T00:00:00Z', 100);
    for (const bucket of buckets) {
      expect(await items.shards.forBucket(bucket).query(LEFT, [bucket, consumer])).toEqual([{ id: 'later' }]);
    }
  });

  describeOutboxUpkeep('order_items', () => ({ shards: items.shards, outbox: items.provided(Outbox) }));

  it('should add up the lines of a source over all shards', async () => {
    const source = unique('shop').slice(0, 30);
    const orders = Array.from({ length: 8 }, () =>
      orderLines(
        [
          ['A', 2, '1.50'],
          ['B', 1, '0.25'],
        ],
        { source },
      ),
    );
    await items.messaging.request(storeLinesBatch, { orders }, { timeoutMs: 10_000 });
    const { body } = await items.api.call<{ months: unknown[] }>(
      `/v1/order-items/reconciliation?source=${source}`,
      {
        token: await mintToken('admin-1', 'admin'),
      },
    );
    expect(body.months).toEqual([
      {
        month: new Date().toISOString().slice(0, 7),
        kind: 'sale',
        currency: 'GBP',
        orders: 8,
        lines: 16,
        total: 2_600,
      },
    ]);
  });
});
