import { Strategies } from '@tenfold/strategies';
import { describeLists, mintToken, ownMonth, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { delta, OrderItemsApp, orderLines } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS. */
describe('lists of order-items', () => {
  describeLists({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async () => {
      const items = await OrderItemsApp.start();
      const customerId = unique('customer');
      const [customer, staff] = await Promise.all([
        mintToken(customerId, 'customer'),
        mintToken(unique('staff'), 'staff'),
      ]);
      const lines = Array.from({ length: 11 }, (_, n) => [`SKU-${n}`, 1 + n, '1.25'] as const);
      const [order, other] = [orderLines(lines, { customerId }), orderLines(lines, { customerId })];
      for (const one of [order, other]) {
        await items.stored(one);
      }
      const linesOf = ({ orderId }: { orderId: string }) => ({
        path: `/v1/order-items?orderId=${orderId}`,
        token: customer,
      });

      const month = ownMonth();
      const sell = async (revenues: readonly number[]): Promise<void> => {
        const products = revenues.map((revenue) =>
          delta({ sku: unique('SKU').toUpperCase(), month: `${month}-01`, revenue, soldQuantity: 1 }),
        );
        const meta = { id: randomUUID(), deliveryCount: 1 };
        await items.seen(() => items.products.apply('test', [{ orderIds: [], products }], [meta]));
      };
      // Equal sums too, which the names then put in order.
      await sell([100, 300, 300, 200, 100, 300, 0, 200, 100]);
      const sku = unique('SKU').toUpperCase();
      const sellDay = async (day: string, currency = 'GBP'): Promise<void> => {
        const products = [delta({ sku, month: `${day.slice(0, 7)}-01`, day, currency })];
        const meta = { id: randomUUID(), deliveryCount: 1 };
        await items.seen(() => items.products.apply('test', [{ orderIds: [], products }], [meta]));
      };
      for (let n = 1; n <= 8; n += 1) await sellDay(`1999-05-0${n}`);
      await sellDay('1999-05-04', 'EUR');
      const days = { path: `/v1/order-items/products/${sku}/days`, token: staff };
      let later = 0;
      const ranking = { path: `/v1/order-items/products?month=${month}`, token: staff };
      // Replicas answer for a ranking, however late they are.
      await waitFor(async () => {
        const { body } = await items.api.call<{ items: unknown[] }>(ranking.path, { token: staff });
        return body.items.length === 9;
      });
      await waitFor(
        async () =>
          (await items.api.call<{ items: unknown[] }>(days.path, { token: staff })).body.items.length === 9,
      );
      return {
        url: items.url,
        stop: items.stop,
        strategies: items.provided(Strategies),
        lists: {
          'Lines.list': [{ ...linesOf(order), others: [linesOf(other)] }],
          'Products.rank': [
            {
              ...ranking,
              others: [
                { ...ranking, path: `${ranking.path}&currency=GBP` },
                { ...ranking, path: `${ranking.path}&sort=quantity` },
              ],
            },
            { ...ranking, path: `${ranking.path}&sort=quantity`, others: [ranking] },
          ],
          'Products.days': [
            {
              ...days,
              change: () => sellDay(`1999-06-${String((later += 1)).padStart(2, '0')}`),
              others: [
                { ...days, path: `${days.path}?from=1999-05-01` },
                { ...days, path: `/v1/order-items/products/${unique('SKU')}/days` },
              ],
            },
            { ...days, path: `${days.path}?from=1999-05-02&to=1999-05-07`, others: [days] },
          ],
        },
      };
    },
  });
});
