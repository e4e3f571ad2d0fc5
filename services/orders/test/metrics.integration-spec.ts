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
import { randomUUID } from 'node:crypto';
import { AppModule } from '../src/app.module.js';
import { ordersPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { line, orderBody } from './factories/order.factory.js';
import { OrdersApp, people } from './orders-app.js';

// Real: Postgres (two shards), Redis, NATS, HTTP. The lines are stored by nobody, so orders stay pending.
describeMetrics('orders', {
  start: () =>
    startTestService({
      name: 'orders',
      module: AppModule,
      env: readEnv(testEnvironment('orders')),
      plan: ordersPlan,
    }),
  paths: [
    '/v1/orders/:id',
    '/v1/orders/:id/history',
    '/v1/orders/:id/cancel',
    '/v1/orders/:id/transitions',
    '/v1/orders?cursor=:id',
    '/v1/orders?customerId=:id',
    '/v1/customers/:id/summary',
    '/v1/orders',
  ],
  roles: ['customer', 'staff'],
  use: async (api) => {
    const token = await mintToken(unique('customer'), 'customer', 'shop');
    for (const currency of ['GBP', 'JPY']) {
      const body = orderBody({ currency, lines: [line({ sku: randomUUID(), unitPrice: '3' })] });
      const headers = { 'idempotency-key': randomUUID() };
      await api.call('/v1/orders', { method: 'POST', token, body, headers });
    }
  },
});

describe('metrics of what is done with orders', () => {
  it('should count orders and money by currency, replays and cancellations', async () => {
    const orders = await OrdersApp.start();
    const { customer } = await people();
    const key = randomUUID();
    const placed = await orders.place(customer, orderBody({ currency: 'CHF' }), key);
    await orders.place(customer, orderBody({ currency: 'CHF' }), key);
    const other = await orders.place(customer, orderBody({ currency: 'CHF' }));
    await orders.api.call(`/v1/orders/${placed.body.id}/cancel`, {
      method: 'POST',
      token: customer,
      body: { reason: 'no longer needed' },
    });
    const exposition = readExposition(await orders.provided(Metrics).text());
    const total = placed.body.total + other.body.total;
    const swiss = { currency: 'CHF' };
    expect(sumOf(exposition, 'tenfold_orders_placed_total', swiss)).toBe(2);
    expect(sumOf(exposition, 'tenfold_orders_placed_minor_units_total', swiss)).toBe(total);
    expect(sumOf(exposition, 'tenfold_orders_cancelled_total', swiss)).toBe(1);
    expect(sumOf(exposition, 'tenfold_idempotent_replays_total')).toBe(1);
    await orders.stop();
  });
});
