import { bucketOf } from '@tenfold/ids';
import { mintToken, unique } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import type { Order } from '../src/orders/dto/order.dto.js';
import { line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

const COUNT_ORDERS =
  'SELECT count(*) AS n FROM orders.header WHERE bucket = $1 AND customer_id = (SELECT customer_id FROM orders.header WHERE bucket = $1 AND id = $2)';
const OUTBOX = `SELECT id FROM orders.outbox WHERE bucket = $1 AND payload ->> 'orderId' = $2::text`;
const CRASH_IN_LEASE = `UPDATE orders.idempotency SET state = 'running', status = NULL, etag = NULL, response = NULL, running_until = now() + interval '1 hour' WHERE bucket = $1 AND order_id = $2`;
const LEASE_OVER = `UPDATE orders.idempotency SET running_until = now() - interval '1 second' WHERE bucket = $1 AND order_id = $2`;

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. "Down" is a NATS that was never reached. */
describe('placing an order', () => {
  let orders: OrdersApp;
  let alone: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    alone = await OrdersApp.start({ reachable: false });
  });
  beforeEach(async () => {
    who = await people();
  });
  afterAll(async () => {
    await orders?.stop();
    await alone?.stop();
    await neighbour?.stop();
  });

  it('should answer with the stored order, and replay status, headers and bytes', async () => {
    const key = randomUUID();
    const first = await orders.place(who.customer, orderBody(), key);
    expect(first).toMatchObject({
      status: 201,
      body: {
        status: 'pending',
        itemsState: 'stored',
        customerId: who.customerId,
        total: 1_531,
        itemCount: 2,
      },
    });
    const again = await orders.place(who.customer, orderBody(), key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const name of ['location', 'etag', 'content-type']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect((await orders.get(who.customer, first.body.id)).headers.get('etag')).toBe(
      first.headers.get('etag'),
    );
    expect(await orders.rows(first.body.id, OUTBOX)).toEqual([]);
  });

  it('should make one order of twenty requests at once, and give all the same bytes', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => orders.place(who.customer, orderBody(), key)),
    );
    const placed = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(placed.length).toBeGreaterThanOrEqual(1);
    for (const { status, body, headers } of refused) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([409, 'idempotency_key_in_use', '1']);
    }
    const last = await orders.place(who.customer, orderBody(), key);
    expect(new Set([...placed, last].map(({ text }) => text)).size).toBe(1);
    expect(await orders.rows(last.body.id, COUNT_ORDERS)).toEqual([{ n: 1 }]);
  });

  it('should refuse a key with another body, a bad key and no key, and store nothing', async () => {
    const key = randomUUID();
    const first = await orders.place(who.customer, orderBody(), key);
    const other = await orders.place(who.customer, orderBody({ lines: [line({ quantity: 7 })] }), key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    const missing = await orders.api.call<{ code: string }>('/v1/orders', {
      method: 'POST',
      token: who.customer,
      body: orderBody(),
    });
    expect(missing).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_missing', errors: [{ header: 'Idempotency-Key' }] },
    });
    expect((await orders.place(who.customer, orderBody(), 'x'.repeat(256))).status).toBe(400);
    const invalid = randomUUID();
    const wrong = orderBody({ lines: [line({ quantity: 1_000_000, unitPrice: '999999999999' })] });
    expect((await orders.place(who.customer, wrong, invalid)).status).toBe(400);
    // The key is free still: nothing of the refused request was kept.
    expect((await orders.place(who.customer, orderBody(), invalid)).status).toBe(201);
    expect(await orders.rows(first.body.id, COUNT_ORDERS)).toEqual([{ n: 2 }]);
  });

  it('should know the key of a member of staff again, whoever he orders for', async () => {
    const key = randomUUID();
    const body = orderBody({ customerId: who.customerId });
    const first = await orders.place(who.staff, body, key);
    expect([first.status, first.body.customerId]).toEqual([201, who.customerId]);
    expect((await orders.place(who.staff, body, key)).text).toBe(first.text);
    const elsewhere = [...Array(50).keys()]
      .map((n) => `customer-${n}`)
      .find((id) => bucketOf(id) !== bucketOf(who.customerId));
    for (const customerId of [elsewhere, null]) {
      const other = await orders.place(who.staff, orderBody({ customerId }), key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });

  it('should know the key of somebody who is customer and staff, whoever he orders for first', async () => {
    const key = randomUUID();
    const both = unique('both');
    const token = await mintToken(both, 'customer', 'staff');
    expect((await orders.place(token, orderBody({ customerId: both }), key)).status).toBe(201);
    const other = await orders.place(token, orderBody({ customerId: who.customerId }), key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('should take a guest order from staff only, and show it to staff only', async () => {
    const guest = await orders.place(who.staff, orderBody({ customerId: null }));
    expect([guest.status, guest.body.customerId]).toEqual([201, null]);
    expect((await orders.get(who.staff, guest.body.id)).status).toBe(200);
    expect((await orders.get(who.customer, guest.body.id)).status).toBe(404);
    for (const customerId of [null, unique('somebody')]) {
      const refused = await orders.place(who.buyer, orderBody({ customerId }));
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('should accept an order while order-items is away, and deliver its lines exactly once', async () => {
    const key = randomUUID();
    const pending = await alone.place(who.customer, orderBody(), key);
    expect([pending.status, pending.body.itemsState]).toEqual([201, 'pending']);
    await orders.stored(who.customer, pending.body.id);
    // The answer is the one that was given, whatever has become of the order.
    expect((await orders.place(who.customer, orderBody(), key)).text).toBe(pending.text);
    const history = await orders.rows(pending.body.id, OUTBOX);
    expect(history).toEqual([]);
  });

  it('should finish what a killed request has left, once its lease is over', async () => {
    const key = randomUUID();
    const { body } = await orders.place(who.customer, orderBody(), key);
    await orders.rows(body.id, CRASH_IN_LEASE);
    const running = await orders.place(who.customer, orderBody(), key);
    expect([running.status, running.body.code]).toEqual([409, 'idempotency_key_in_use']);
    await orders.rows(body.id, LEASE_OVER);
    const settled = await orders.place(who.customer, orderBody(), key);
    expect([settled.status, settled.body.id]).toEqual([201, body.id]);
    const repeats = await Promise.all([1, 2, 3].map(() => orders.place(who.customer, orderBody(), key)));
    expect(new Set(repeats.map(({ text }) => text))).toEqual(new Set([settled.text]));
    expect(await orders.rows(body.id, COUNT_ORDERS)).toEqual([{ n: 1 }]);
  });

  it('should take 2,000 lines and refuse one more', async () => {
    const many = (n: number): unknown =>
      orderBody({ lines: Array.from({ length: n }, (_, i) => line({ sku: `S${i}` })) });
    const placed = await orders.place(who.customer, many(2_000));
    expect([placed.status, placed.body.itemCount]).toEqual([201, 2_000]);
    expect(placed.body.preview).toHaveLength(3);
    expect((await orders.place(who.customer, many(2_001))).status).toBe(400);
  });

  it.each([
    [{ lines: [] }, '/lines'],
    [{ lines: [line({ title: 'a\u0000b' })] }, '/lines/0/title'],
    [{ lines: [line({ title: '\ud800' })] }, '/lines/0/title'],
    [{ lines: [line({ quantity: 2 ** 31 })] }, '/lines/0/quantity'],
    [{ lines: [line({ quantity: 1e300 })] }, '/lines/0/quantity'],
    [{ lines: [line({ quantity: -1 })] }, '/lines/0/quantity'],
    [{ lines: [line({ unitPrice: '1.00001' })] }, '/lines/0/unitPrice'],
    [{ currency: 'XXX' }, '/currency'],
    [{ status: 'closed' }, '/status'],
    [{ metadata: { 'a b': 'x' } }, '/metadata/a b'],
  ])('should name what is wrong in %j', async (over, pointer) => {
    const { status, body } = await orders.place(who.customer, orderBody(over));
    expect({ status, body }).toMatchObject({
      status: 400,
      body: {
        code: 'validation_failed',
        errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
      },
    });
  });

  it('should need a role that may order', async () => {
    const learner = await mintToken(unique('learner'), 'learner');
    expect((await orders.place(learner)).status).toBe(403);
    const nobody = await orders.api.call<Order>('/v1/orders', { method: 'POST', body: orderBody() });
    expect(nobody.status).toBe(401);
  });
});
