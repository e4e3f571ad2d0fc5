import { MAX_RECONCILED_ORDERS, storeLinesBatch } from '@tenfold/contracts';
import { newId } from '@tenfold/ids';
import { mintToken, unique } from '@tenfold/testing';
import { OrderItemsApp, orderLines } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards), NATS requests. */
describe('GET /v1/order-items/reconciliation', () => {
  let items: OrderItemsApp;
  let admin: string;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    admin = await mintToken(unique('admin'), 'admin');
  });
  afterAll(() => items?.stop());

  const ask = (orderIds: readonly string[], token = admin) =>
    items.api.call<{ orders: { orderId: string }[]; errors: { parameter: string }[] }>(
      `/v1/order-items/reconciliation?orderIds=${orderIds.join(',')}`,
      { token },
    );

  it('should say what the lines of each order come to, on whichever shard they are, and leave out others', async () => {
    const sold = [['A', 2, '1.50'] as const, ['B', 1, '0.25'] as const];
    const orders = Array.from({ length: MAX_RECONCILED_ORDERS - 1 }, () => orderLines(sold));
    await items.messaging.request(storeLinesBatch, { orders }, { timeoutMs: 10_000 });
    const ids = orders.map(({ orderId }) => orderId);
    const { status, body } = await ask([...ids, newId(7)]);
    expect(status).toBe(200);
    const month = new Date().toISOString().slice(0, 7);
    expect(body.orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))).toEqual(
      ids
        .toSorted()
        .map((orderId) => ({ orderId, month, kind: 'sale', currency: 'GBP', lines: 2, total: 325 })),
    );
  });

  it('should be for admins, and bounded', async () => {
    expect((await ask([newId(1)], await mintToken(unique('staff'), 'staff'))).status).toBe(403);
    const many = Array.from({ length: MAX_RECONCILED_ORDERS + 1 }, () => newId(1));
    for (const ids of [many, [], ['x'], [newId(1), '']])
      expect(await ask(ids)).toMatchObject({ status: 400, body: { errors: [{ parameter: 'orderIds' }] } });
  });
});
