import { RequestConsistencies } from '@tenfold/database';
import { describeReads, onBehalfOf } from '@tenfold/testing';
import { join } from 'node:path';
import { SumsService } from '../src/sums/sums.service.js';
import { OrdersApp, people } from './orders-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each). */
describe('reads of orders', () => {
  describeReads({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const orders = await OrdersApp.start({ reachable: false, onStatement });
      const { customer, customerId, staff } = await people();
      const { body } = await orders.place(customer);
      await onBehalfOf(orders.api, orders.provided(RequestConsistencies), () =>
        orders.provided(SumsService).count([body.id]),
      );
      const today = new Date().toISOString().slice(0, 10);
      return {
        url: orders.url,
        stop: orders.stop,
        examples: {
          'Orders.list': [
            { path: '/v1/orders', token: customer },
            { path: '/v1/orders?limit=2', token: staff },
          ],
          'Orders.export': [
            { path: '/v1/orders/export', token: customer },
            { path: `/v1/orders/export?customerId=${customerId}`, token: staff },
          ],
          'Orders.get': [{ path: `/v1/orders/${body.id}`, token: customer }],
          'Orders.history': [{ path: `/v1/orders/${body.id}/history`, token: customer }],
          'Days.list': [{ path: `/v1/orders/days?from=${today}&to=${today}`, token: staff }],
          'Customers.months': [{ path: `/v1/customers/${customerId}/months`, token: customer }],
          'Customers.summary': [{ path: `/v1/customers/${customerId}/summary`, token: customer }],
        },
      };
    },
  });
});
