import { storeLines } from '@tenfold/contracts';
import { Metrics } from '@tenfold/observability';
import {
  describeMetrics,
  mintToken,
  readExposition,
  startTestService,
  sumOf,
  testEnvironment,
  unique,
} from '@tenfold/testing';
import { AppModule } from '../src/app.module.js';
import { orderItemsPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

// Real: Postgres (two shards), Redis, NATS, HTTP.
describeMetrics('order-items', {
  start: () =>
    startTestService({
      name: 'order-items',
      module: AppModule,
      env: readEnv(testEnvironment('order-items')),
      plan: orderItemsPlan,
    }),
  paths: [
    '/v1/order-items?orderId=:id',
    '/v1/order-items/:id/1',
    '/v1/order-items/products/:id',
    '/v1/order-items/products/:id/days',
    '/v1/order-items/products?currency=:id',
  ],
  roles: ['customer', 'staff'],
  use: async (api) => {
    const token = await mintToken('staff', 'staff');
    await api.call('/v1/order-items/products?currency=GBP', { token });
  },
});

describe('metrics of what is done with lines', () => {
  it('should count the lines that were not there yet', async () => {
    const items = await OrderItemsApp.start();
    const order = orderLines([
      [unique('SKU'), 1, '1'],
      [unique('SKU'), 2, '1'],
    ]);
    for (let n = 0; n < 2; n += 1) await items.messaging.request(storeLines, order, { timeoutMs: 10_000 });
    const exposition = readExposition(await items.provided(Metrics).text());
    expect(sumOf(exposition, 'tenfold_order_lines_stored_total')).toBe(2);
    await items.stop();
  });
});
