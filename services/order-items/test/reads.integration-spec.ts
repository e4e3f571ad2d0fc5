import { describeReads, mintToken, unique, waitFor } from '@tenfold/testing';
import { join } from 'node:path';
import { CatalogueService } from '../src/catalogue/catalogue.service.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS. */
describe('reads of order-items', () => {
  describeReads({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const items = await OrderItemsApp.start(onStatement);
      const customerId = unique('customer');
      const sku = unique('sku').toUpperCase();
      const order = orderLines([[sku, 1, '1']], { customerId });
      await items.stored(order);
      const [customer, staff] = await Promise.all([
        mintToken(customerId, 'customer'),
        mintToken(unique('staff'), 'staff'),
      ]);
      await items.provided(CatalogueService).put(sku, undefined, { title: 'A', prices: { GBP: '1' } });
      const product = `/v1/order-items/products/${sku}`;
      await waitFor(async () => (await items.api.call(product, { token: staff })).status === 200);
      return {
        url: items.url,
        stop: items.stop,
        examples: {
          'Catalogue.get': [{ path: `/v1/order-items/catalogue/${sku}`, cached: true }],
          'Lines.list': [{ path: `/v1/order-items?orderId=${order.orderId}`, token: customer }],
          'Lines.export': [{ path: '/v1/order-items/export', token: customer }],
          'Lines.get': [{ path: `/v1/order-items/${order.orderId}/1`, token: customer }],
          'Products.rank': [{ path: '/v1/order-items/products', token: staff }],
          'Products.get': [{ path: product, token: staff }],
          'Products.days': [{ path: `${product}/days`, token: staff }],
        },
      };
    },
  });
});
