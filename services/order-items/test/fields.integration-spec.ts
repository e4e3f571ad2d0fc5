import { Strategies } from '@tenfold/strategies';
import { describeFields, mintToken, ownMonth, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CatalogueService } from '../src/catalogue/catalogue.service.js';
import { delta, OrderItemsApp, orderLines } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS. */
describe('fields of order-items', () => {
  describeFields({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const items = await OrderItemsApp.start(onStatement);
      const customerId = unique('customer');
      const [customer, staff, admin] = await Promise.all([
        mintToken(customerId, 'customer'),
        mintToken(unique('staff'), 'staff'),
        mintToken(unique('admin'), 'admin'),
      ]);
      const lines = Array.from({ length: 5 }, (_, n) => [`SKU-${n}`, 1 + n, '1.25'] as const);
      const order = orderLines(lines, { customerId });
      await items.stored(order);

      const sku = unique('SKU').toUpperCase();
      const months = [ownMonth(), ownMonth(), ownMonth()];
      const products = months.map((month, n) =>
        delta({ sku, month: `${month}-01`, revenue: 100 + n, soldQuantity: 1 + n }),
      );
      const meta = { id: randomUUID(), deliveryCount: 1 };
      await items.seen(() => items.products.apply('test', [{ orderIds: [], products }], [meta]));
      const ranking = { path: `/v1/order-items/products?month=${months[1]}`, token: staff };
      const product = { path: `/v1/order-items/products/${sku}`, token: staff };
      // Replicas answer for a ranking, however late they are.
      const isRanked = async ({ path, token } = ranking): Promise<boolean> =>
        (await items.api.call<{ items: unknown[] }>(path, { token })).body.items.length === 1;
      await waitFor(() => isRanked());
      await items.provided(CatalogueService).put(sku, undefined, { title: 'A', prices: { GBP: '1' } });
      const title = (statement: string, output = 'title') => ({ title: { statement, output } });
      return {
        url: items.url,
        stop: items.stop,
        strategies: items.provided(Strategies),
        examples: {
          'Catalogue.get': [{ path: `/v1/order-items/catalogue/${sku}` }],
          'Lines.list': [
            {
              path: `/v1/order-items?orderId=${order.orderId}`,
              token: customer,
              leavesOut: title('lines.list'),
            },
          ],
          'Lines.get': [
            {
              path: `/v1/order-items/${order.orderId}/1`,
              token: customer,
              leavesOut: title('lines.find'),
            },
          ],
          'Lines.reconcile': [
            { path: `/v1/order-items/reconciliation?orderIds=${order.orderId}`, token: admin },
          ],
          'Products.rank': [{ ...ranking, leavesOut: title('products.rank', 'max(') }],
          // Every column of a day is a number or its key.
          'Products.days': [{ path: `/v1/order-items/products/${sku}/days`, token: staff }],
          'Products.get': [{ ...product, leavesOut: title('products.months') }],
        },
      };
    },
  });
});
