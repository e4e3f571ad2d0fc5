import { Strategies } from '@tenfold/strategies';
import type { ExpandedOrder, Order } from '../src/orders/dto/order.dto.js';
import { line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('what an order carries', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  let order: Order;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    who = await people();
    const lines = Array.from({ length: 103 }, (_, index) => line({ sku: `SKU-${index + 1}` }));
    const placed = await orders.place(who.customer, orderBody({ lines, metadata: { colour: 'red' } }));
    order = await orders.stored(who.customer, placed.body.id);
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const read = (query: string, token = who.customer) =>
    orders.api.call<ExpandedOrder & { code: string; errors: object[] }>(`/v1/orders/${order.id}?${query}`, {
      token,
    });

  it('should be only what fields= names, the same whether or not the statement knows', async () => {
    const strategies = orders.provided(Strategies);
    for (const fields of ['id,total', 'statusTimes,preview.sku', 'metadata', 'version']) {
      const lean = await read(`fields=${fields}`);
      strategies.set({ fields: false });
      const whole = await read(`fields=${fields}`);
      strategies.set({ fields: true });
      expect([whole.text, whole.headers.get('etag')]).toEqual([lean.text, lean.headers.get('etag')]);
    }
    expect((await read('fields=total,id')).text).toBe(JSON.stringify({ id: order.id, total: order.total }));
    expect((await read('fields=preview.sku,metadata')).body).toEqual({
      preview: order.preview.map(({ sku }) => ({ sku })),
      metadata: { colour: 'red' },
    });
  });

  it('should be a small part of the whole for a client that wants the sum', async () => {
    const [whole, part] = [await read(''), await read('fields=id,total')];
    expect(part.text.length / whole.text.length).toBeLessThan(0.1);
  });

  it('should have its lines and its history where they are asked for, and say where the rest is', async () => {
    const { body } = await read('expand=lines,history');
    expect(body).toMatchObject(order);
    expect(body.lines?.items.map(({ lineNo }) => lineNo)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    expect(body.lines?.more).toBe(`/v1/order-items?orderId=${order.id}`);
    expect(body.history?.items).toMatchObject([{ version: 1, to: 'pending' }]);
    expect((await read('')).text).toBe(JSON.stringify(order));
  });

  it('should be cut after it was expanded', async () => {
    const { body } = await read('expand=lines&fields=id,lines.items.sku');
    expect(body.lines?.items.at(0)).toEqual({ sku: 'SKU-1' });
    expect(Object.keys(body)).toEqual(['id', 'lines']);
  });

  it('should embed nothing for a stranger, and nothing that there is not', async () => {
    expect((await read('expand=lines', who.stranger)).body.code).toBe('order_not_found');
    expect(await read('expand=customer')).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ parameter: 'expand' }] },
    });
    expect(await read('fields=bucket')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'fields', code: 'unknown_field' }] },
    });
  });

  it('should say that lines cannot be had while order-items is away, and show the order without them', async () => {
    await neighbour.stop();
    expect(await read('expand=lines')).toMatchObject({
      status: 503,
      body: { code: 'dependency_unavailable' },
    });
    expect((await read('expand=history')).status).toBe(200);
  });
});
