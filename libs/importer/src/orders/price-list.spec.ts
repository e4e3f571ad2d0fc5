import { ApiClient } from '../client/api-client.js';
import { scriptedServer } from '../../test/scripted-server.js';
import type { ImportOrder } from './import-order.js';
import { PriceList } from './price-list.js';

const order = (
  day: number,
  sku: string,
  unitPrice: string,
  more: Partial<ImportOrder> = {},
): ImportOrder => ({
  externalReference: '1',
  placedAt: `2010-12-${day}T08:00:00.000Z`,
  kind: 'sale',
  customerId: null,
  currency: 'GBP',
  country: null,
  lines: [{ sku, title: `T of ${day}`, quantity: 1, unitPrice, isCharge: sku === 'POST' }],
  ...more,
});

describe(PriceList, () => {
  async function sent(
    orders: readonly ImportOrder[],
  ): Promise<{ sku: string; prices: unknown; title: string }[][]> {
    const server = await scriptedServer(() => ({ status: 200, body: { changed: 1, unchanged: 0 } }));
    try {
      const list = new PriceList();
      for (const one of orders) list.note(one);
      await list.send(new ApiClient({ url: server.url, token: 't' }));
      return server.requests.map(
        ({ body }) => (body as { products: { sku: string; prices: unknown; title: string }[] }).products,
      );
    } finally {
      await server.close();
    }
  }

  it('should have each product at its youngest sale, whatever came first', async () => {
    const orders = [order(12, 'a1', '2'), order(11, 'A1', '1'), order(13, 'B', '5'), order(14, 'b', '6')];
    for (const some of [orders, orders.toReversed()]) {
      const [products = []] = await sent(some);
      expect(products.map(({ prices, sku, title }) => [sku.toUpperCase(), prices, title]).toSorted()).toEqual(
        [
          ['A1', { GBP: '2' }, 'T of 12'],
          ['B', { GBP: '6' }, 'T of 14'],
        ],
      );
    }
  });

  it('should leave out charges, returns and what cost nothing', async () => {
    const back = order(12, 'C', '1', { kind: 'return' });
    expect(await sent([order(11, 'POST', '18'), order(11, 'D', '0.00'), back])).toEqual([]);
  });

  it('should send many products in few requests', async () => {
    const requests = await sent(Array.from({ length: 450 }, (_, n) => order(11, `S${n}`, '1')));
    expect(requests.map(({ length }) => length)).toEqual([200, 200, 50]);
  });
});
