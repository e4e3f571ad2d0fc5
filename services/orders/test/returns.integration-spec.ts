import { randomUUID } from 'node:crypto';
import type { Order } from '../src/orders/dto/order.dto.js';
import { line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

const RETURNED =
  'SELECT line_no, quantity FROM orders.returned_line WHERE bucket = $1 AND order_id = $2 ORDER BY line_no';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('returning an order', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  let sale: Order;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
  });
  beforeEach(async () => {
    who = await people();
    const lines = [
      line({ quantity: 5, unitPrice: '0.005' }),
      line({ sku: 'B', quantity: 2, unitPrice: '1.25' }),
    ];
    sale = (await orders.place(who.customer, orderBody({ lines }))).body;
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const sendBack = (body: unknown, key: string = randomUUID(), orderId = sale.id) =>
    orders.api.call<Order & { code: string }>(`/v1/orders/${orderId}/returns`, {
      method: 'POST',
      token: who.customer,
      headers: { 'idempotency-key': key },
      body,
    });
  const total = async (): Promise<unknown> => {
    const path = `/v1/customers/${who.customerId}/summary`;
    const { body } = await orders.api.call<{ currencies: unknown[] }>(path, { token: who.customer });
    return body.currencies[0];
  };

  it('should wait until the order has arrived', async () => {
    expect((await sendBack({})).body.code).toBe('order_not_returnable');
  });

  it('should cancel its sale to the penny when everything comes back', async () => {
    await orders.deliver(who.staff, sale.id);
    const key = randomUUID();
    const back = await sendBack({}, key);
    expect(back).toMatchObject({
      status: 201,
      body: {
        kind: 'return',
        returnOf: sale.id,
        total: -sale.total,
        itemCount: 2,
        customerId: who.customerId,
      },
    });
    expect(back.body.preview.map(({ quantity }) => quantity)).toEqual([-5, -2]);
    expect((await sendBack({}, key)).text).toBe(back.text);
    expect((await sendBack({})).body.code).toBe('order_not_returnable');
    expect((await sendBack({}, undefined, back.body.id)).body.code).toBe('order_not_returnable');
    expect(await total()).toMatchObject({ orders: 1, returns: 0, total: sale.total });
    await orders.move(who.staff, back.body.id, 'confirmed');
    expect(await total()).toMatchObject({ orders: 1, returns: 1, total: 0 });
  });

  it('should never take back more than was ordered, however many ask at once', async () => {
    await orders.deliver(who.staff, sale.id);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sendBack({ lines: [{ lineNo: 1, quantity: 2 }] })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    for (const { status, body } of answers.filter((one) => one.status !== 201)) {
      expect([status, body.code]).toEqual([409, 'return_exceeds_order']);
    }
    expect(await orders.rows(sale.id, RETURNED)).toEqual([{ line_no: 1, quantity: 4 }]);
  });

  it('should give back what a cancelled return has taken', async () => {
    await orders.deliver(who.staff, sale.id);
    const back = (await sendBack({ lines: [{ lineNo: 2, quantity: 2 }] })).body;
    const cancelled = await orders.move(who.staff, back.id, 'cancelled');
    expect(cancelled.status).toBe(200);
    expect(await orders.rows(sale.id, RETURNED)).toEqual([{ line_no: 2, quantity: 0 }]);
    expect(await total()).toMatchObject({ orders: 1, returns: 0, cancelled: 1, total: sale.total });
    expect((await sendBack({ lines: [{ lineNo: 2, quantity: 2 }] })).status).toBe(201);
  });
});
