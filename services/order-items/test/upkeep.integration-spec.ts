import { Inbox, Outbox } from '@tenfold/delivery';
import { describeInboxUpkeep, describeOutboxUpkeep } from '@tenfold/testing';
import { OrderItemsApp } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards). */
describe('upkeep of order-items', () => {
  let items: OrderItemsApp;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
  });
  afterAll(() => items?.stop());

  describeInboxUpkeep('order_items', () => ({ shards: items.shards, inbox: items.provided(Inbox) }));

  describeOutboxUpkeep('order_items', () => ({ shards: items.shards, outbox: items.provided(Outbox) }));
});
