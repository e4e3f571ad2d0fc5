import { describeOutboxUpkeep } from '@tenfold/testing';
import { OrdersApp } from './orders-app.js';

/** Real: Postgres (two shards). */
describe('orders without NATS', () => {
  let orders: OrdersApp;

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
  });
  afterAll(() => orders?.stop());

  describeOutboxUpkeep('orders', () => orders);
});
