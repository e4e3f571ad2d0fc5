import { orderCancelled, storeLines } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { Outbox } from '@tenfold/delivery';
import { bucketOf, newId } from '@tenfold/ids';
import { ownMonth, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { ConfirmationService } from '../src/products/confirmation.service.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

const TIMEOUT = { timeoutMs: 10_000 };
const [ROLLUP, DAYS] = ['order_items.product_rollup', 'order_items.product_day'];
const OF_SKU = 'WHERE bucket = $1 AND sku_key = $2';
const OUTBOX = statement(
  'test.outbox-of',
  `SELECT id, published_at IS NOT NULL AS published FROM order_items.outbox
   WHERE payload -> 'orderIds' ? $1::text`,
);
const LOSE = statement(
  'test.lose',
  'DELETE FROM order_items.inbox WHERE bucket = $1 AND message_id = ANY($2)',
);

/** Real: Postgres (two shards), NATS requests and events. */
describe(ReconcileService, () => {
  let items: OrderItemsApp;
  let reconcile: ReconcileService;
  let confirmation: ConfirmationService;
  let outbox: Outbox;
  let sku: string;
  let at: number;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    reconcile = items.provided(ReconcileService);
    confirmation = items.provided(ConfirmationService);
    outbox = items.provided(Outbox);
  });
  beforeEach(() => {
    sku = `SKU-${randomUUID().slice(0, 8)}`.toUpperCase();
    at = Date.parse(ownMonth());
  });
  afterAll(() => items?.stop());

  const sell = async (quantity: number, customerId = unique('customer')): Promise<string> => {
    const order = orderLines([[sku, quantity, '1.00']], {
      customerId,
      orderId: newId(bucketOf(customerId), at),
    });
    await items.messaging.request(storeLines, order, TIMEOUT);
    return order.orderId;
  };
  const events = (orderId: string) =>
    items.shards.forId(orderId).query<{ id: string; published: boolean }>(OUTBOX, [orderId]);
  const confirmed = (orderId: string) =>
    waitFor(async () => {
      await confirmation.confirm(0);
      return (await events(orderId)).length === 0;
    });
  const differences = async (repair = false) =>
    (await reconcile.products(at, repair)).differences.filter(({ key }) => key.startsWith(sku));
  const rollup = (text: string) =>
    items.shards
      .forBucket(bucketOf(sku))
      .query(statement(`test.${text.slice(0, 40)}`, text), [bucketOf(sku), sku]);

  it('should keep an event until every product has counted it', async () => {
    const orderId = await sell(3);
    await waitFor(async () => (await events(orderId)).every(({ published }) => published));
    await confirmed(orderId);
  });

  it('should bring back what a stream has lost, and count it once', async () => {
    const orderId = await sell(3);
    await waitFor(async () => (await rollup(`SELECT 1 FROM ${ROLLUP} ${OF_SKU}`)).length === 1);
    const [event] = await events(orderId);
    // As if the message had been lost before it was counted.
    await items.shards.forBucket(bucketOf(sku)).query(LOSE, [bucketOf(sku), [event?.id]]);
    for (const table of [ROLLUP, DAYS]) await rollup(`DELETE FROM ${table} ${OF_SKU}`);
    await waitFor(async () => (await events(orderId)).every(({ published }) => published));
    expect(await confirmation.confirm(0)).toBeGreaterThanOrEqual(0);
    expect(await events(orderId)).toHaveLength(1);
    // In flight for whoever compares: what is on its way is not wrong.
    expect(await differences(true)).toEqual([]);
    await outbox.resend(0, 1_000);
    await confirmed(orderId);
    await outbox.resend(0, 1_000);
    expect(await differences()).toEqual([]);
  });

  it.each([
    ['sums that are wrong', `UPDATE ${ROLLUP} SET revenue = revenue + 7 ${OF_SKU}`],
    ['sums that are missing', `DELETE FROM ${ROLLUP} ${OF_SKU}`],
    ['a wrong count of orders', `UPDATE ${ROLLUP} SET orders = 9 ${OF_SKU}`],
    ['a title that no line has', `UPDATE ${ROLLUP} SET title = 'Zebra' ${OF_SKU}`],
    ['a charge that is none', `UPDATE ${ROLLUP} SET is_charge = true ${OF_SKU}`],
    ['a wrong day', `UPDATE ${DAYS} SET revenue = revenue + 7 ${OF_SKU}`],
    ['a missing day', `DELETE FROM ${DAYS} ${OF_SKU}`],
    ['a day that is another', `UPDATE ${DAYS} SET day = day + 1 ${OF_SKU}`],
  ])('should find and mend %s', async (_, breakage) => {
    for (const quantity of [2, 5]) await confirmed(await sell(quantity));
    expect(await differences()).toEqual([]);
    await rollup(breakage);
    expect(await differences()).toContainEqual(
      expect.objectContaining({ kind: 'product_sums', outcome: 'open' }),
    );
    expect((await differences(true)).map(({ outcome }) => outcome)).toContain('mended');
    expect(await differences()).toEqual([]);
  });

  it('should judge a product whose shard has no lines of the month', async () => {
    // Before all months of the other tests, so that only the customer's shard has it.
    at = Date.UTC(2001, 7, 15);
    const shardOf = (key: string) => items.shards.forBucket(bucketOf(key)).name;
    const elsewhere = (): string => {
      const customerId = unique('customer');
      return shardOf(customerId) === shardOf(sku) ? elsewhere() : customerId;
    };
    await confirmed(await sell(2, elsewhere()));
    expect(await differences()).toEqual([]);
    await rollup(`UPDATE ${ROLLUP} SET revenue = revenue + 7 ${OF_SKU}`);
    expect(await differences(true)).toMatchObject([{ outcome: 'mended' }]);
  });

  it('should mend sums of lines that no longer count', async () => {
    const orderId = await sell(4);
    await confirmed(orderId);
    await items.messaging.publish(orderCancelled, { orderId }, { id: randomUUID() });
    await waitFor(async () => (await events(orderId)).length > 0);
    await confirmed(orderId);
    expect(await differences()).toEqual([]);
    await rollup(`UPDATE ${ROLLUP} SET sold_quantity = 4 ${OF_SKU}`);
    expect(await differences(true)).toMatchObject([{ outcome: 'mended' }]);
    expect(await differences()).toEqual([]);
  });

  it('should find nothing while lines come in', async () => {
    let busy = true;
    const sellers = Promise.all(
      [1, 2].map(async () => {
        for (let n = 0; n < 15; n += 1) await sell(1);
      }),
    ).finally(() => (busy = false));
    const found: unknown[] = [];
    while (busy) found.push(...(await differences()));
    await sellers;
    expect(found).toEqual([]);
  });
});
