import { RequestConsistencies } from '@tenfold/database';
import { Strategies } from '@tenfold/strategies';
import { describeFields, onBehalfOf, ownDays, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { SumsService } from '../src/sums/sums.service.js';
import { importedOrder, orderBody } from './factories/order.factory.js';
import { OrdersApp, people } from './orders-app.js';

const WIDE = { preview: 'preview', metadata: 'metadata', statusTimes: 'status_times' };

/** Real: HTTP, tokens, Postgres (two shards with a replica each). */
describe('fields of orders', () => {
  describeFields({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const orders = await OrdersApp.start({ reachable: false, onStatement });
      const { customer, customerId, staff, admin } = await people();
      const { id } = (await orders.place(customer, orderBody({ metadata: { colour: 'red' } }))).body;
      await orders.move(staff, id, 'confirmed');
      await onBehalfOf(orders.api, orders.provided(RequestConsistencies), () =>
        orders.provided(SumsService).count([id]),
      );
      const source = unique('shop').slice(0, 30);
      // A day of its own: other tests place orders today.
      const day = new Date(ownDays()).toISOString();
      await orders.api.call('/v1/orders/imports', {
        method: 'POST',
        token: admin,
        body: { source, orders: [importedOrder({ customerId, placedAt: day })] },
      });
      const date = day.slice(0, 10);
      const leavesOut = (statement: string) =>
        Object.fromEntries(
          Object.entries(WIDE).map(([member, output]) => [
            member,
            { statement, whole: `${statement}-cells`, output },
          ]),
        );
      return {
        url: orders.url,
        stop: orders.stop,
        strategies: orders.provided(Strategies),
        examples: {
          'Orders.list': [
            { path: '/v1/orders', token: customer, leavesOut: leavesOut('orders.list-of-customer') },
            {
              path: `/v1/orders?placedFrom=${day}&placedTo=${date}T23:59:59Z`,
              token: staff,
              leavesOut: leavesOut('orders.list'),
            },
          ],
          'Orders.get': [
            { path: `/v1/orders/${id}`, token: customer, leavesOut: leavesOut('orders.find') },
            { path: `/v1/orders/${id}?expand=history`, token: customer },
          ],
          'Orders.history': [
            {
              path: `/v1/orders/${id}/history`,
              token: customer,
              leavesOut: { reason: { statement: 'orders.history', output: 'reason' } },
            },
          ],
          'Orders.reconcile': [{ path: `/v1/orders/reconciliation?orderIds=${id}`, token: admin }],
          'Days.list': [{ path: `/v1/orders/days?from=${date}&to=${date}`, token: staff }],
          'Customers.months': [{ path: `/v1/customers/${customerId}/months`, token: customer }],
          'Customers.summary': [{ path: `/v1/customers/${customerId}/summary`, token: customer }],
        },
      };
    },
  });
});
