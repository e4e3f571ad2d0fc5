import { MAX_ORDER_TOTAL, storeLinesBatch } from '@tenfold/contracts';
import { timeOfId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { unique, waitFor, mintToken } from '@tenfold/testing';
import { RebuildTargets } from '../src/reconcile/rebuild-targets.js';
import { orderLines, OrderItemsApp } from './order-items-app.js';

/** One more than a JSON number can add up: 900 are 9.0 * 10^15, and 2^53 is 9.007 * 10^15. */
const COUNT = 901;
const BATCH = 100;
const REVENUE = (BigInt(COUNT) * BigInt(MAX_ORDER_TOTAL)).toString();
/** Nobody else's products are ranked in it. */
const CURRENCY = 'MXV';

/** Real: HTTP, tokens, Postgres (two shards), NATS with its events. */
describe('sales past 2^53', () => {
  let items: OrderItemsApp;
  let staff: string;
  let month: string;
  const sku = unique('LARGE').toUpperCase();
  const small = unique('SMALL').toUpperCase();

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    staff = await mintToken(unique('staff'), 'staff');
    const sold = [
      ...Array.from({ length: COUNT }, () =>
        orderLines([[sku, 1_000_000, '100000']], { currency: CURRENCY }),
      ),
      orderLines([[small, 1, '5']], { currency: CURRENCY }),
    ];
    month = new Date(timeOfId(sold[0]?.orderId ?? '')).toISOString().slice(0, 7);
    for (let first = 0; first < sold.length; first += BATCH) {
      const orders = sold.slice(first, first + BATCH);
      await items.messaging.request(storeLinesBatch, { orders }, { timeoutMs: 10_000 });
    }
  }, 60_000);
  afterAll(() => items?.stop());

  const get = async <T>(path: string): Promise<{ status: number; body: T }> => {
    const { status, body } = await items.api.call<T>(path, { token: staff });
    return { status, body };
  };
  const ranking = (more = ''): string =>
    `/v1/order-items/products?currency=${CURRENCY}&month=${month}&limit=1${more}`;
  const counted = async (): Promise<boolean> =>
    JSON.stringify(await get(`/v1/order-items/products/${sku}`)).includes(REVENUE);
  const sums = { orders: COUNT, soldQuantity: COUNT * 1_000_000, revenue: REVENUE, returned: 0 };

  it.each([
    { preaggregate: true, pagination: true },
    { preaggregate: true, pagination: false },
    { preaggregate: false, pagination: true },
  ])('should be exact in every answer and page with %j', async (positions) => {
    const strategies = items.provided(Strategies);
    await waitFor(counted);
    strategies.set(positions);
    try {
      expect(await get(`/v1/order-items/products/${sku}`)).toMatchObject({
        status: 200,
        body: { months: [sums] },
      });
      expect(await get(`/v1/order-items/products/${sku}/days`)).toMatchObject({
        status: 200,
        body: { items: [sums] },
      });
      const first = await get<{ nextCursor: string }>(ranking());
      expect(first).toMatchObject({ status: 200, body: { items: [{ sku, ...sums }] } });
      const second = await get<{ previousCursor: string }>(ranking(`&cursor=${first.body.nextCursor}`));
      expect(second).toMatchObject({
        status: 200,
        body: { items: [{ sku: small, revenue: 500 }], nextCursor: null },
      });
      const back = await get(ranking(`&cursor=${second.body.previousCursor}`));
      expect(back).toMatchObject({ status: 200, body: { items: [{ sku, ...sums }] } });
    } finally {
      strategies.set({ preaggregate: true, pagination: true });
    }
  });

  it('should be the same when they are made again', async () => {
    await waitFor(counted);
    const [products] = items.provided(RebuildTargets).all();
    await products?.step(`${month}-01`);
    expect(await counted()).toBe(true);
  });
});
