import { storeLinesBatch } from '@tenfold/contracts';
import { Inbox, Outbox } from '@tenfold/delivery';
import { describeInboxUpkeep, describeOutboxUpkeep, mintToken, unique } from '@tenfold/testing';
import { OrderItemsApp, orderLines } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards), NATS requests. */
describe('upkeep of order-items', () => {
  let items: OrderItemsApp;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
  });
  afterAll(() => items?.stop());

  describeInboxUpkeep('order_items', () => ({ shards: items.shards, inbox: items.provided(Inbox) }));

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
