import { Strategies } from '@tenfold/strategies';
import { describeLists, ownDays, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { importedOrder } from './factories/order.factory.js';
import { OrdersApp, people } from './orders-app.js';

const HOUR_MS = 3_600_000;

/** Real: HTTP, tokens, Postgres (two shards with a replica each). */
describe('lists of orders', () => {
  describeLists({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async () => {
      const orders = await OrdersApp.start({ reachable: false });
      const { customer, customerId, stranger, staff, admin } = await people();
      const send = async (batch: readonly unknown[]): Promise<void> => {
        const body = { source: unique('shop').slice(0, 30), orders: batch };
        const { status, text } = await orders.api.call('/v1/orders/imports', {
          method: 'POST',
          token: admin,
          body,
        });
        if (status !== 200) throw new Error(text);
      };
      // Years apart, so that pages and windows of months begin and end anywhere.
      const years = [2010, 2011, 2019, 2024, 2025, 2026];
      await send(years.map((year) => importedOrder({ customerId, placedAt: `${year}-03-05T10:00:00Z` })));
      const placed: string[] = [];
      for (let n = 0; n < 4; n += 1) placed.push((await orders.place(customer)).body.id);
      const [first = ''] = placed;
      await orders.deliver(staff, first);

      // An hour with orders of many customers, on both shards.
      const hour = ownDays();
      const at = (ms: number): string => new Date(hour + ms).toISOString();
      const kinds = ['sale', 'sale', 'return'];
      await send(
        Array.from({ length: 12 }, (_, n) =>
          importedOrder({
            placedAt: at(1_000 * (n >> 1)),
            kind: kinds[n % kinds.length],
            lines: [
              { sku: 'A', title: 'A', quantity: kinds[n % kinds.length] === 'sale' ? 1 : -1, unitPrice: '1' },
            ],
          }),
        ),
      );
      const inHour = `/v1/orders?placedFrom=${at(0)}&placedTo=${at(HOUR_MS)}`;

      const idOf = ({ id }: { id: string }): string => id;
      const changes = ['confirmed', 'picking', 'shipped'];
      const change = async (): Promise<void> => {
        await orders.place(customer);
        const to = changes.shift();
        if (to !== undefined) await orders.move(staff, placed[1] ?? '', to);
      };
      const own = { path: '/v1/orders', token: customer };
      const ofCustomer = { path: `/v1/orders?customerId=${customerId}`, token: staff };
      const history = { path: `/v1/orders/${first}/history`, token: customer };
      return {
        url: orders.url,
        stop: orders.stop,
        strategies: orders.provided(Strategies),
        lists: {
          'Orders.list': [
            {
              ...own,
              idOf,
              change,
              others: [
                { ...own, token: stranger },
                { ...own, path: '/v1/orders?kind=sale' },
              ],
            },
            { ...ofCustomer, idOf, change, others: [{ path: '/v1/orders', token: staff }] },
            {
              path: inHour,
              token: staff,
              idOf,
              others: [
                { path: `${inHour}&kind=sale`, token: staff },
                { path: inHour, token: customer },
              ],
            },
            { path: `${inHour}&kind=sale&status=closed`, token: staff, idOf, others: [ofCustomer] },
          ],
          'Orders.history': [
            { ...history, others: [{ path: `/v1/orders/${placed[2]}/history`, token: customer }, own] },
          ],
        },
      };
    },
  });
});
