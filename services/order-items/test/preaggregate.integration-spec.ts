import { orderCancelled, storeLines, type OrderLines } from '@tenfold/contracts';
import { scatter, statement } from '@tenfold/database';
import { rebuild, type RebuildProgress } from '@tenfold/delivery';
import { bucketOf, newId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { mintToken, ownMonth, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { ConfirmationService } from '../src/products/confirmation.service.js';
import { RebuildTargets } from '../src/reconcile/rebuild-targets.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

const FORGET = statement(
  'test.forget-products',
  'DELETE FROM order_items.product_rollup WHERE month = $1 AND bucket::int4 <@ $2::int4multirange RETURNING bucket',
);
const FORGET_DAYS = statement(
  'test.forget-days',
  'DELETE FROM order_items.product_day WHERE day = $1 AND bucket::int4 <@ $2::int4multirange RETURNING bucket',
);

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS requests and events. */
describe('STRATEGY_PREAGGREGATE of products', () => {
  const month = ownMonth();
  const at = Date.parse(`${month}-15`);
  const sku = (name: string): string => `${name}-${run}`;
  const run = randomUUID().slice(0, 6).toUpperCase();
  let items: OrderItemsApp;
  let staff: string;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    staff = await mintToken(unique('staff'), 'staff');
    await history();
  });
  afterAll(() => items?.stop());

  const store = async (
    sold: Parameters<typeof orderLines>[0],
    over: Partial<OrderLines> = {},
    change: (line: OrderLines['lines'][number]) => OrderLines['lines'][number] = (line) => line,
  ): Promise<string> => {
    const customerId = unique('customer');
    const order = orderLines(sold, { customerId, orderId: newId(bucketOf(customerId), at), ...over });
    const request = { ...order, lines: order.lines.map(change) };
    await items.messaging.request(storeLines, request, { timeoutMs: 10_000 });
    return order.orderId;
  };
  /** Two titles of one product, a charge, a return, two currencies, and an order that was cancelled. */
  const history = async (): Promise<void> => {
    await store([
      [sku('A'), 3, '2.50'],
      [sku('B'), 4, '1.00'],
    ]);
    await store([[sku('A'), 2, '2.50']], {}, (line) => ({ ...line, title: 'Zebra' }));
    await store([[sku('A'), 1, '2.50']], {}, (line) => ({ ...line, title: 'Ant' }));
    await store([[sku('POST'), 1, '9.00']], {}, (line) => ({ ...line, isCharge: true }));
    await store([[sku('B'), -1, '1.00']], { kind: 'return' });
    await store([[sku('C'), 5, '300']], { currency: 'JPY' });
    const gone = await store([
      [sku('A'), 7, '2.50'],
      [sku('D'), 1, '1.00'],
    ]);
    await items.messaging.publish(orderCancelled, { orderId: gone }, { id: randomUUID() });
  };

  const inPosition = async <T>(on: boolean, work: () => Promise<T>): Promise<T> => {
    const strategies = items.provided(Strategies);
    strategies.set({ preaggregate: on });
    try {
      return await work();
    } finally {
      strategies.set({ preaggregate: true });
    }
  };
  const pages = async (query: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/order-items/products?month=${month}&limit=2&${query}${cursor}`;
      const { body } = await items.api.call<Page>(path, { token: staff });
      found.push(...body.items, '--');
      if (body.nextCursor === null) return found;
      cursor = `&cursor=${body.nextCursor}`;
    }
  };
  const product = async (name: string): Promise<unknown> => {
    const { status, body } = await items.api.call<object>(`/v1/order-items/products/${name}`, {
      token: staff,
    });
    return { status, body: { ...body, requestId: undefined } };
  };
  const answers = async (): Promise<unknown[]> => [
    ...(await Promise.all(
      ['', 'sort=quantity', 'currency=GBP', 'currency=JPY', 'includeCharges=true', 'currency=EUR'].map(pages),
    )),
    ...(await Promise.all(['A', 'B', 'C', 'D', 'POST'].map((name) => product(sku(name))))),
    await product(sku('NOTHING')),
    ...(await days()),
  ];
  const days = (): Promise<unknown[]> =>
    Promise.all(
      [
        'A',
        'B',
        'C',
        'D',
        'NOTHING',
        `A/days?from=${month}-16`,
        `A/days?to=${month}-14`,
        `A/days?from=${month}-14&to=${month}-15`,
      ].map((name) => product(name.includes('/') ? `${sku('A')}${name.slice(1)}` : `${sku(name)}/days`)),
    );

  it('should be answered alike in both positions once the news have come', async () => {
    const settled = { month, soldQuantity: 6, orders: 3, returned: 0 };
    await waitFor(async () => {
      expect(await product(sku('A'))).toMatchObject({ body: { months: [settled] } });
      expect(await product(sku('B'))).toMatchObject({ body: { months: [{ returnedQuantity: 1 }] } });
      expect(text(await answers())).toEqual(text(await inPosition(false, answers)));
      return true;
    });
    expect(await product(sku('A'))).toMatchObject({
      body: { title: 'Zebra', months: [{ month, currency: 'GBP', revenue: 1_500 }] },
    });
  });

  /** Byte for byte: the tag of an answer is made of them. */
  const text = (found: unknown): string => JSON.stringify(found);
  /** What was sold. Of a product whose orders were all cancelled no more than its name is left, and nothing to make it from. */
  const sold = (rows: readonly unknown[]) =>
    rows.filter((row) => row !== '--' && (row as { orders: number }).orders > 0);

  it('should be made again from the lines, whatever has become of the sums', async () => {
    const naive = await inPosition(false, () => pages('includeCharges=true'));
    const naiveDays = await inPosition(false, days);
    const progress: RebuildProgress = {
      find: async () => `${month}-01`,
      set: async () => undefined,
      remove: async () => undefined,
    };
    const [products] = items.provided(RebuildTargets).all();
    if (products === undefined) throw new Error('there is no target');
    const oneStep = {
      ...products,
      step: async (from?: string) => ({ ...(await products.step(from)), next: undefined }),
    };
    await scatter(items.shards, (shard, own) => shard.query(FORGET, [`${month}-01`, own]));
    await scatter(items.shards, (shard, own) => shard.query(FORGET_DAYS, [`${month}-15`, own]));
    await waitFor(async () => {
      // What is in flight is left alone: it is confirmed first.
      await items.provided(ConfirmationService).confirm(0);
      await items.seen(() => rebuild(oneStep, progress));
      expect(text(sold(await pages('includeCharges=true&')))).toEqual(text(sold(naive)));
      expect(text(await days())).toEqual(text(naiveDays));
      return true;
    });
  });
});
