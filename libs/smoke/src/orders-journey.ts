import { randomUUID } from 'node:crypto';
import { CONSISTENCY_HEADER } from '@tenfold/http';
import { eventually } from './eventually.js';
import { check } from './failures.js';
import type { Journey } from './report.js';
import type { Stage } from './stage.js';

interface Order {
  readonly id: string;
  readonly status: string;
  readonly itemsState: string;
  readonly total: number;
}
interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly lineTotal: number;
}
interface Page<T> {
  readonly items: readonly T[];
}

const LINES = [
  { sku: 'SMOKE-1', title: 'Green tea', quantity: 3, unitPrice: '2.55' },
  { sku: 'SMOKE-2', title: 'Teapot', quantity: 1, unitPrice: '14.20' },
];
const LINE_TOTALS = [765, 1_420];

/** Orders and order-items: over HTTP as a customer, and between them over NATS. */
export function ordersJourney({ api, token, signal }: Stage): Journey {
  return async (step) => {
    await step('orders and order-items answer, and want a token', () =>
      eventually(async () => {
        await api.expect(401, 'orders', '/v1/orders');
        await api.expect(401, 'order-items', `/v1/order-items?orderId=${randomUUID()}`);
      }, signal),
    );

    await step('the shop lists two products with their prices', async () => {
      const shop = await token('shop', 'shop');
      for (const { sku, title, unitPrice } of LINES) {
        const listing = { title, prices: { EUR: unitPrice } };
        const path = `/v1/order-items/catalogue/${sku}`;
        await api.expect(200, 'order-items', path, { method: 'PUT', token: shop, body: listing });
      }
    });

    const customer = await token('customer', 'customer');
    const headers = { 'idempotency-key': randomUUID() };
    const body = { lines: LINES.map(({ quantity, sku }) => ({ sku, quantity })) };
    const place = () =>
      api.expect<Order>(201, 'orders', '/v1/orders', { method: 'POST', token: customer, headers, body });

    const placed = await step('a customer orders them by stock code and quantity', async () => {
      const answer = await place();
      check(answer.body.total === sum(LINE_TOTALS), answer, `a total of ${sum(LINE_TOTALS)} was expected`);
      return answer;
    });
    const { id, total } = placed.body;
    const path = `/v1/orders/${id}`;

    await step('the same key brings the same bytes', async () => {
      const again = await place();
      check(again.text === placed.text, again, 'the bytes of the first answer were expected');
    });
    await step('order-items has stored the lines', () =>
      eventually(async () => {
        const answer = await api.expect<Order>(200, 'orders', path, { token: customer });
        const { itemsState } = answer.body;
        check(itemsState === 'stored', answer, `itemsState is ${itemsState}, stored was expected`);
      }, signal),
    );
    await step('the lines are those of the order, and their totals its total', () =>
      // Where the order was accepted without order-items, its token does not know of the lines.
      eventually(async () => {
        const lines = `/v1/order-items?orderId=${id}`;
        const answer = await api.expect<Page<Line>>(200, 'order-items', lines, { token: customer });
        const { items } = answer.body;
        const told = items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
        const wanted = LINES.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
        check(told === wanted, answer, `"${wanted}" was expected, not "${told}"`);
        const added = sum(items.map(({ lineTotal }) => lineTotal));
        check(added === total, answer, `the lines add up to ${added}, the order says ${total}`);
      }, signal),
    );
    await step('the token of the write shows the order in the list at once', async () => {
      check(placed.headers.has(CONSISTENCY_HEADER), placed, `${CONSISTENCY_HEADER} was expected`);
      const answer = await api.expect<Page<Order>>(200, 'orders', '/v1/orders', { token: customer });
      const ids = answer.body.items.map((order) => order.id);
      check(ids.includes(id), answer, `order ${id} was expected, not [${ids.join(', ')}]`);
    });
    await step('a stranger finds nothing', async () => {
      const stranger = await token('stranger', 'customer');
      await api.expect(404, 'orders', path, { token: stranger });
      await api.expect(404, 'order-items', `/v1/order-items?orderId=${id}`, { token: stranger });
    });
    await step('the customer cancels', async () => {
      const cancel = { method: 'POST', token: customer, body: { reason: 'smoke test' } } as const;
      const answer = await api.expect<Order>(200, 'orders', `${path}/cancel`, cancel);
      const { status } = answer.body;
      check(status === 'cancelled', answer, `the order is ${status}, cancelled was expected`);
    });
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
