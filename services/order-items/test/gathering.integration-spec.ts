import { linesStored, storeLines, type OrderLines, type ProductDelta } from '@tenfold/contracts';
import { statement, type Statement } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { GatheringService } from '../src/lines/gathering.service.js';
import { LinesRepository } from '../src/lines/lines.repository.js';
import { LinesService } from '../src/lines/lines.service.js';
import { ProductsRepository } from '../src/products/products.repository.js';
import { ReconcileRepository } from '../src/reconcile/reconcile.repository.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

const TIMEOUT = { timeoutMs: 10_000 };
const NAMED = statement(
  'test.events-of',
  `SELECT id, payload -> 'orderIds' AS "orderIds", available_at = 'infinity' AND published_at IS NULL AS noted
   FROM order_items.outbox WHERE subject = $1 AND payload -> 'orderIds' ?| $2::text[]`,
);

/** Of the event about an order, once there is one. */
const PRODUCTS = statement(
  'test.products-of',
  `SELECT payload -> 'products' AS products FROM order_items.outbox
   WHERE subject = $1 AND payload -> 'orderIds' ? $2 AND (available_at <> 'infinity' OR published_at IS NOT NULL)`,
);

interface Told {
  readonly products: readonly ProductDelta[];
}

interface Named {
  readonly id: string;
  readonly orderIds: readonly string[];
  readonly noted: boolean;
}

/** Real: Postgres (two shards), NATS requests and events. Notes are written by hand where nobody is to gather them meanwhile. */
describe(GatheringService, () => {
  const sent: Statement[] = [];
  let items: OrderItemsApp;
  let gathering: GatheringService;
  let lines: LinesRepository;
  let sku: string;

  beforeAll(async () => {
    items = await OrderItemsApp.start((statement) => void sent.push(statement));
    gathering = items.provided(GatheringService);
    lines = items.provided(LinesRepository);
  });
  beforeEach(() => {
    sku = `SKU-${randomUUID().slice(0, 8)}`.toUpperCase();
  });
  afterAll(() => items?.stop());

  /** Orders of one customer, and so of one shard. */
  const ordersOf = (count: number, quantity = 1) => {
    const customerId = unique('customer');
    return Array.from({ length: count }, () =>
      orderLines([[sku, quantity, '1.00']], { customerId, orderId: newId(bucketOf(customerId)) }),
    );
  };
  const named = (ids: readonly string[]) =>
    items.shards.forId(ids[0] ?? '').query<Named>(NAMED, [linesStored.subject, ids]);
  const sold = async (): Promise<number> => {
    const months = await items.provided(ProductsRepository).months(bucketOf(sku), sku);
    return months.reduce((total, { soldQuantity }) => total + Number(soldQuantity), 0);
  };

  it.each([1, 20])('should store %i lines by one statement', async (count) => {
    const sold = Array.from({ length: count }, (_, n) => [`${sku}-${n}`, 1, '1.00'] as const);
    await items.messaging.request(storeLines, orderLines(sold), TIMEOUT);
    sent.length = 0;
    await items.messaging.request(storeLines, orderLines(sold), TIMEOUT);
    expect(sent.map(({ name }) => name).filter((name) => name.startsWith('lines.store'))).toEqual([
      'lines.store',
    ]);
    expect(sent.find(({ name }) => name === 'lines.store')?.text).not.toContain('synchronous_commit');
  });

  it('should make one event of many orders, and count each once', async () => {
    const orders = ordersOf(12, 2);
    const ids = orders.map(({ orderId }) => orderId);
    for (const order of orders) expect(await lines.storeOne(order)).toBe(true);
    expect(await lines.storeOne(orders[0] ?? ordersOf(1)[0]!)).toBe(false);
    await Promise.all([gathering.gather(), gathering.gather(), gathering.gather()]);
    const events = await named(ids);
    expect(events.filter(({ noted }) => noted)).toEqual([]);
    expect(
      events
        .flatMap(({ orderIds }) => orderIds)
        .filter((id) => ids.includes(id))
        .toSorted(),
    ).toEqual(ids.toSorted());
    await waitFor(async () => (await sold()) === 24);
    await gathering.gather();
    expect(await sold()).toBe(24);
  });

  it('should make the same of orders that another process has stored as of its own', async () => {
    const sold = [
      [sku, 3, '1.25'],
      [sku.toLowerCase(), 2, '1.00'],
      [`${sku}-2`, 1, '2.00'],
    ] as const;
    const [customerId, currency] = [unique('customer'), 'EUR'];
    const made = (kind: 'sale' | 'return') => {
      const order = orderLines(
        sold.map(([one, quantity, price]) => [one, kind === 'sale' ? quantity : -quantity, price]),
        { customerId, currency, kind, orderId: newId(bucketOf(customerId)) },
      );
      return {
        ...order,
        lines: order.lines.map((line, n) => ({ ...line, title: `Title ${n}`, isCharge: n === 1 })),
      };
    };
    const productsOf = async ({ orderId }: OrderLines) => {
      const shard = items.shards.forId(orderId);
      const { products } = await waitFor(
        async () => (await shard.query<Told>(PRODUCTS, [linesStored.subject, orderId]))[0],
      );
      return products.filter((one) => one.sku.startsWith(sku)).toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
    };
    for (const kind of ['sale', 'return'] as const) {
      const [own, other] = [made(kind), made(kind)];
      await items.messaging.request(storeLines, own, TIMEOUT);
      const told = await productsOf(own);
      await lines.storeOne(other);
      await gathering.gather();
      expect(told).toHaveLength(2);
      expect(await productsOf(other)).toEqual(told);
    }
  });

  it('should gather by itself what was stored by a request', async () => {
    const [order] = ordersOf(1, 7);
    if (order === undefined) throw new Error('no order');
    await items.messaging.request(storeLines, order, TIMEOUT);
    await waitFor(async () => (await sold()) === 7);
  });

  it('should count lines that were stored ahead once an event says that there is their order, and keep them', async () => {
    const [order] = ordersOf(1, 5);
    if (order === undefined) throw new Error('no order');
    // Nobody answers for orders here.
    await items.messaging.request(storeLines, { ...order, ahead: true }, TIMEOUT);
    await gathering.gather();
    expect((await named([order.orderId])).map(({ noted }) => noted)).toEqual([true]);
    await items.provided(LinesService).storeOnceMore(order);
    expect(await lines.discard([order.orderId])).toEqual([]);
    await gathering.gather();
    await waitFor(async () => (await sold()) === 5);
  });

  it('should store lines again that were taken back before an event said that there is their order', async () => {
    const [order] = ordersOf(1, 3);
    if (order === undefined) throw new Error('no order');
    await items.messaging.request(storeLines, { ...order, ahead: true }, TIMEOUT);
    expect(await lines.discard([order.orderId])).toEqual([order.orderId]);
    await items.provided(LinesService).storeOnceMore(order);
    await waitFor(async () => (await sold()) === 3);
  });

  it('should keep an order in flight for whoever compares, from the moment that its lines are there', async () => {
    const [order] = ordersOf(1);
    if (order === undefined) throw new Error('no order');
    await lines.storeOne(order);
    expect(await items.provided(ReconcileRepository).inFlight([sku])).toEqual(new Set([sku]));
    await gathering.gather();
    expect(await items.provided(ReconcileRepository).inFlight([sku])).toEqual(new Set([sku]));
  });

  it('should wait for the disk with everything that is not done again by itself', async () => {
    await gathering.gather();
    const lazy = sent.filter(({ text }) => text.includes('synchronous_commit')).map(({ name }) => name);
    expect([...new Set(lazy)].filter((name) => !LAZY.includes(name))).toEqual([]);
  });
});

/** The transactions that may be lost with their server: the mark of a published event, which is published again, and the confirmation. */
const LAZY = ['order_items.outbox.mark', 'products.confirm'];
