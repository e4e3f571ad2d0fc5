import { storeLines, type OrderLines } from '@tenfold/contracts';
import { bucketOf, newId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import { ApiClient, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { PlacingRepository } from '../src/orders/placing.repository.js';
import { asAdmin } from './as-admin.js';
import { line, orderBody } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';
import { ServiceProcess } from './service-process.js';

const TIMEOUT = { timeoutMs: 10_000 };
const LINES = 'SELECT line_no FROM order_items.line WHERE bucket = $1 AND order_id = $2';
const NOTE = 'SELECT id FROM order_items.outbox WHERE bucket = $1 AND id = $2';
const SETS_OF_CUSTOMER = `SELECT order_id FROM order_items.item_set
  WHERE bucket = $1 AND customer_id = (SELECT customer_id FROM orders.header WHERE bucket = $1 AND id = $2)`;
const TWO_MINUTES_OLD = `UPDATE order_items.outbox SET created_at = now() - interval '2 minutes' WHERE bucket = $1 AND id = $2`;
const HALF_A_MINUTE_OLD = `UPDATE order_items.outbox SET created_at = now() - interval '30 seconds' WHERE bucket = $1 AND id = $2`;

interface Product {
  readonly code?: string;
  readonly months: readonly { readonly soldQuantity: number }[];
}

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('lines that are stored ahead of their order', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  let sku: string;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    // The first subscriptions of both are there.
    who = await people();
    await waitFor(async () => (await orders.place(who.customer)).body.itemsState === 'stored');
  });
  beforeEach(async () => {
    who = await people();
    sku = `AHEAD-${randomUUID().slice(0, 8)}`.toUpperCase();
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const linesOf = (customerId: string): OrderLines => ({
    orderId: newId(bucketOf(customerId)),
    customerId,
    currency: 'GBP',
    kind: 'sale',
    source: 'api',
    lines: [{ lineNo: 1, sku, title: 'T', quantity: 3, unitPrice: '1.00', lineTotal: 300, isCharge: false }],
  });
  const store = (lines: OrderLines): Promise<unknown> =>
    orders.provided(Messaging).request(storeLines, { ...lines, ahead: true }, TIMEOUT);
  const body = () => orderBody({ lines: [line({ sku, quantity: 5 })] });
  const sold = async (): Promise<number> => {
    const path = `/v1/order-items/products/${sku}`;
    const product = await new ApiClient(neighbour.url).call<Product>(path, { token: who.staff });
    if (product.body.code === 'product_not_found') return 0;
    return product.body.months.reduce((sum, { soldQuantity }) => sum + soldQuantity, 0);
  };

  it('should count when their order is placed, and not when it never comes', async () => {
    const never = linesOf(who.customerId);
    await store(never);
    const placed = await orders.place(who.customer, body());
    expect(placed.body.itemsState).toBe('stored');
    await waitFor(async () => (await sold()) === 5);
    // Both were noted by then, one after the other, and one round looks at all.
    await waitFor(async () => (await asAdmin(placed.body.id, NOTE)).length === 0);
    expect(await sold()).toBe(5);
    expect(await asAdmin(never.orderId, NOTE)).toHaveLength(1);
  });

  it('should go when their order has not come within a minute, and not before', async () => {
    const [lost, late] = [linesOf(who.customerId), linesOf(who.customerId)];
    await store(lost);
    await store(late);
    await asAdmin(lost.orderId, TWO_MINUTES_OLD);
    await asAdmin(late.orderId, HALF_A_MINUTE_OLD);
    const { body: order } = await orders.place(who.customer, body());
    await waitFor(async () => (await asAdmin(lost.orderId, NOTE)).length === 0);
    expect(await asAdmin(lost.orderId, LINES)).toEqual([]);
    expect(await asAdmin(late.orderId, LINES)).toHaveLength(1);
    expect(await asAdmin(order.id, LINES)).toHaveLength(1);
    await waitFor(async () => (await sold()) === 5);
  });

  it('should keep an order from being written once they may be gone', async () => {
    const { orderId } = linesOf(who.customerId);
    const at = new Date().toISOString();
    const place = { bucket: bucketOf(who.customerId), scope: 'test', key: randomUUID() };
    const write = (until: string): Promise<boolean> =>
      orders.provided(PlacingRepository).place({
        ...{ place, until, bodyHash: 'hash', outboxId: orderId, actor: 'test', reason: null },
        ...{ etag: '"etag"', response: '{}', approved: null, taken: [], lines: null },
        order: {
          ...{ id: orderId, bucket: place.bucket, number: 'I-1', kind: 'sale', status: 'pending' },
          ...{ customerId: who.customerId, currency: 'GBP', country: null, countryName: null },
          ...{ itemsState: 'stored', itemCount: 1, total: 300, preview: [], source: 'api', metadata: {} },
          ...{ externalReference: null, returnOf: null, version: 1, statusTimes: {} },
          ...{ placedAt: at, updatedAt: at },
        },
      });
    expect(await write('2000-01-01T00:00:00Z')).toBe(false);
    expect((await orders.get(who.customer, orderId)).status).toBe(404);
    expect(await write('2100-01-01T00:00:00Z')).toBe(true);
    // By a replica, which has it a moment later: it was written under no request.
    await waitFor(async () => (await orders.get(who.customer, orderId)).status === 200);
  });

  it('should be there once for many requests with one key', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => orders.place(who.customer, body(), key)),
    );
    const ids = new Set(answers.map(({ body: order }) => order.id));
    expect([answers.every(({ status }) => status === 201), ids.size]).toEqual([true, 1]);
    const [id] = [...ids];
    await waitFor(async () => (await asAdmin(id ?? '', SETS_OF_CUSTOMER)).length === 1);
    expect(await asAdmin(id ?? '', LINES)).toHaveLength(1);
    await waitFor(async () => (await sold()) === 5);
  });

  it('should go at once when a return takes more than there is', async () => {
    const { body: order } = await orders.place(who.customer, body());
    await orders.deliver(who.staff, order.id);
    const returns = await Promise.all(
      Array.from({ length: 4 }, () =>
        orders.api.call<{ id: string }>(`/v1/orders/${order.id}/returns`, {
          method: 'POST',
          token: who.customer,
          headers: { 'idempotency-key': randomUUID() },
          body: { lines: [{ lineNo: 1, quantity: 4 }] },
        }),
      ),
    );
    const taken = returns.filter(({ status }) => status === 201);
    expect(taken).toHaveLength(1);
    await waitFor(async () => (await asAdmin(order.id, SETS_OF_CUSTOMER)).length === 2);
  });

  it('should be gathered although many lines before them wait for orders that do not come', async () => {
    const customerId = unique('customer');
    await Promise.all(Array.from({ length: 250 }, () => store(linesOf(customerId))));
    expect((await orders.place(who.customer, body())).status).toBe(201);
    await waitFor(async () => (await sold()) === 5);
  });
});
