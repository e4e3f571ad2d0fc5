import { orderCancelled, orderCreated, storeLinesBatch, type OrderLines } from '@tenfold/contracts';
import { bucketOf, newId } from '@tenfold/ids';
import { mintToken, ownMonth, putAwayMonths, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import type { OrderItem } from '../src/lines/dto/order-item.dto.js';
import type { ProductDetail } from '../src/products/dto/product.dto.js';
import { delta, OrderItemsApp, orderLines } from './order-items-app.js';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly code: string;
}

const TIMEOUT = { timeoutMs: 10_000 };

/** Real: HTTP, tokens, Postgres (two shards), NATS requests and events. */
describe('order-items', () => {
  let items: OrderItemsApp;
  let staff: string;
  let sku: string;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    staff = await mintToken('staff-1', 'staff');
  });
  beforeEach(() => {
    sku = `SKU-${randomUUID().slice(0, 8)}`.toUpperCase();
  });
  afterAll(() => items?.stop());

  const store = (order: OrderLines) => items.stored(order);
  const page = (token: string, query: string) =>
    items.api.call<Page<OrderItem>>(`/v1/order-items?${query}`, { token });
  const months = async (code = sku) =>
    (await items.api.call<ProductDetail>(`/v1/order-items/products/${code}`, { token: staff })).body.months;
  const sold = (quantity: number) =>
    waitFor(async () => ((await months())[0]?.soldQuantity === quantity ? (await months())[0] : undefined));

  it('should answer for the lines of a month that was put away as for none, and take new ones', async () => {
    const customerId = unique('customer');
    const old = (): OrderLines =>
      orderLines([[sku, 6, '2.55']], {
        customerId,
        orderId: newId(bucketOf(customerId), Date.UTC(2001, 2, 15)),
      });
    const [gone, later] = [old(), old()];
    await store(gone);
    expect((await page(staff, `orderId=${gone.orderId}`)).body.items).toHaveLength(1);
    await putAwayMonths('order-items', '2001-05');
    expect(await page(staff, `orderId=${gone.orderId}`)).toMatchObject({ status: 404 });
    await items.messaging.publish(orderCancelled, { orderId: gone.orderId }, { id: randomUUID() });
    await store(later);
    expect((await page(staff, `orderId=${later.orderId}`)).body.items).toHaveLength(1);
  });

  it('should store the lines of an order once, whichever way and however often they come', async () => {
    const order = orderLines([
      [sku, 6, '2.55'],
      [sku.toLowerCase(), 1, '0.005'],
    ]);
    await Promise.all([
      ...Array.from({ length: 10 }, () => store(order)),
      items.messaging.request(storeLinesBatch, { orders: [order, orderLines([[sku, 3, '1']])] }, TIMEOUT),
      items.messaging.publish(orderCreated, order, { id: randomUUID() }),
      items.messaging.publish(orderCreated, order, { id: randomUUID() }),
    ]);
    const { body } = await page(staff, `orderId=${order.orderId}`);
    expect(body.items.map(({ lineNo, lineTotal, unitPrice }) => ({ lineNo, lineTotal, unitPrice }))).toEqual([
      { lineNo: 1, lineTotal: 1_530, unitPrice: '2.55' },
      { lineNo: 2, lineTotal: 1, unitPrice: '0.005' },
    ]);
    expect(await sold(10)).toMatchObject({ orders: 2, returns: 0, revenue: 1_831, returned: 0 });
  });

  it('should keep the sales of a product equal to its lines, through returns and cancellations', async () => {
    const sale = orderLines([[sku, 5, '1.10']]);
    const cancelled = orderLines([[sku, 7, '1']]);
    const back = orderLines([[sku, -2, '1.10']], { kind: 'return' });
    for (const order of [sale, cancelled, back]) await store(order);
    await sold(12);
    for (const id of [randomUUID(), randomUUID()]) {
      await items.messaging.publish(orderCancelled, { orderId: cancelled.orderId }, { id });
    }
    expect(await sold(5)).toMatchObject({
      returnedQuantity: 2,
      orders: 1,
      returns: 1,
      revenue: 330,
      returned: -220,
    });
  });

  it('should take a cancellation that comes before the lines', async () => {
    const order = orderLines([[sku, 4, '1']]);
    await items.messaging.publish(orderCancelled, { orderId: order.orderId }, { id: randomUUID() });
    await store(order);
    expect(await sold(0)).toMatchObject({ orders: 0, revenue: 0 });
  });

  it('should count a message once, however often and in whatever batch it comes', async () => {
    const event = { orderIds: [], products: [delta({ sku }), delta({ sku: `${sku}-2` })] };
    const meta = { id: randomUUID(), deliveryCount: 1 };
    const apply = (): Promise<void> =>
      items.seen(() => items.products.apply('test', [event, event], [meta, { ...meta, id: `${meta.id}-b` }]));
    await Promise.all([apply(), apply(), items.products.apply('test', [event], [meta])]);
    await apply();
    expect(await months()).toMatchObject([{ soldQuantity: 2, orders: 2, revenue: 200 }]);
    expect(await months(`${sku}-2`)).toMatchObject([{ soldQuantity: 2 }]);
  });

  it('should page through 1,200 lines without gap or repeat, for owner and staff', async () => {
    const customerId = unique('customer');
    const order = orderLines(
      Array.from({ length: 1_200 }, (_, n) => [`${sku}-${n}`, 1, '1'] as const),
      { customerId, orderId: newId(bucketOf(customerId)) },
    );
    await store(order);
    const owner = await mintToken(customerId, 'customer');
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Page<OrderItem> } = await page(
        owner,
        `orderId=${order.orderId}&limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ lineNo }) => lineNo));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(order.lines.map(({ lineNo }) => lineNo));
    const one = await items.api.call<OrderItem>(`/v1/order-items/${order.orderId}/1200`, { token: owner });
    expect(one).toMatchObject({ status: 200, body: { sku: `${sku}-1199`, lineTotal: 100, currency: 'GBP' } });
    const headers = { 'if-none-match': one.headers.get('etag') ?? '' };
    const again = await items.api.call(`/v1/order-items/${order.orderId}/1200`, { token: owner, headers });
    expect(again.status).toBe(304);
    const stranger = await mintToken(unique('stranger'), 'customer');
    for (const path of [
      `?orderId=${order.orderId}`,
      `/${order.orderId}/1`,
      `?orderId=${newId(5)}`,
      `/${newId(5)}/1`,
    ]) {
      const { status, body } = await items.api.call<Page<OrderItem>>(`/v1/order-items${path}`, {
        token: stranger,
      });
      expect([status, body.code]).toEqual([404, 'order_items_not_found']);
    }
  });

  it('should rank products over all shards, each once', async () => {
    const month = ownMonth();
    const names = Array.from({ length: 25 }, (_, n) => `${sku}-${n}`);
    const products = names.map((name, n) =>
      delta({ sku: name, month: `${month}-01`, revenue: 100 * (n % 5), soldQuantity: n, isCharge: n === 24 }),
    );
    const meta = { id: randomUUID(), deliveryCount: 1 };
    await items.seen(() => items.products.apply('test', [{ orderIds: [], products }], [meta]));
    const seen: { sku: string; revenue: number }[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `month=${month}&limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body }: { body: Page<{ sku: string; revenue: number }> } = await items.api.call(
        `/v1/order-items/products?${query}`,
        { token: staff },
      );
      seen.push(...body.items.filter((one) => one.sku.startsWith(sku)));
      cursor = body.nextCursor;
    }
    expect(seen.map((one) => one.sku).toSorted()).toEqual(names.slice(0, 24).toSorted());
    expect(seen.map(({ revenue }) => revenue)).toEqual(
      seen.map(({ revenue }) => revenue).toSorted((a, b) => b - a),
    );
    const customer = await mintToken(unique('customer'), 'customer');
    expect((await items.api.call('/v1/order-items/products', { token: customer })).status).toBe(403);
  });

  it.each([
    '',
    'orderId=1',
    `orderId=${newId(1)}&page=2`,
    `orderId=${newId(1)}&limit=1e1`,
    `orderId=${newId(1)}&cursor=AAAA`,
  ])('should refuse the query "%s"', async (query) => expect((await page(staff, query)).status).toBe(400));

  it.each([
    '/v1/order-items/x/1',
    `/v1/order-items/${newId(1)}/0`,
    '/v1/order-items/products/%00',
    '/v1/order-items/products?month=2010-13',
    '/v1/order-items/products/A/days?from=0000-01-01',
    '/v1/order-items/products/A/days?from=2010-12-02&to=2010-12-01',
  ])('should refuse %s', async (path) =>
    expect((await items.api.call(path, { token: staff })).status).toBe(400),
  );
});
