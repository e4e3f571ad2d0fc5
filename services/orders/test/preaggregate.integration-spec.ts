import { listLines, type Line } from '@tenfold/contracts';
import { Messaging } from '@tenfold/messaging';
import { Strategies } from '@tenfold/strategies';
import { waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import type { Order } from '../src/orders/dto/order.dto.js';
import { importedOrder, line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Nobody else's orders are in it, so that what other tests do today is not seen. */
const CURRENCY = 'BHD';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS with its events, and order-items as a process. */
describe('STRATEGY_PREAGGREGATE', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  const ids: string[] = [];

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    who = await people();
    await history();
  }, 60_000);
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  /** Three sales, one of them cancelled; a part of another sent back, and approved; two imports. */
  const history = async (): Promise<void> => {
    const lines = ['A', 'B', 'C', 'D'].map((sku, n) => line({ sku, quantity: n + 2, unitPrice: '1.2345' }));
    for (let n = 0; n < 3; n += 1) {
      const { body } = await orders.place(who.customer, orderBody({ currency: CURRENCY, lines }));
      ids.push(body.id);
    }
    const [sold = '', , gone = ''] = ids;
    await orders.move(who.staff, gone, 'cancelled');
    await orders.deliver(who.staff, sold);
    const back = await orders.api.call<Order>(`/v1/orders/${sold}/returns`, {
      method: 'POST',
      token: who.customer,
      headers: { 'idempotency-key': randomUUID() },
      body: {
        lines: [
          { lineNo: 2, quantity: 1 },
          { lineNo: 4, quantity: 5 },
        ],
      },
    });
    ids.push(back.body.id);
    await orders.stored(who.staff, back.body.id);
    await orders.move(who.staff, back.body.id, 'confirmed');
    const imported = (kind: string, quantity: number) =>
      importedOrder({ kind, customerId: who.customerId, currency: CURRENCY, lines: [line({ quantity })] });
    const body = { source: 'preaggregate', orders: [imported('sale', 7), imported('return', -3)] };
    const { results } = (
      await orders.api.call<{ results: ImportResult[] }>('/v1/orders/imports', {
        method: 'POST',
        token: who.admin,
        body,
      })
    ).body;
    ids.push(...results.map(({ orderId }) => orderId ?? ''));
  };
  const today = new Date().toISOString().slice(0, 10);
  const paths = (): string[] => [
    `/v1/customers/${who.customerId}/summary`,
    `/v1/customers/${who.customerId}/months`,
    `/v1/orders/days?from=${today}&to=${today}&currency=${CURRENCY}`,
    `/v1/orders/days?from=2010-12-01&to=2010-12-01&currency=${CURRENCY}`,
    '/v1/orders/days?from=1970-01-01&to=1970-01-02',
    '/v1/customers/nobody-that-is-known/summary',
    '/v1/customers/nobody-that-is-known/months',
  ];
  const ask = async (token: string): Promise<unknown[]> => {
    const answers = paths().map((path) => orders.api.call<object>(path, { token }));
    return (await Promise.all(answers)).map(({ status, body }) => ({
      status,
      body: { ...body, requestId: undefined },
    }));
  };
  const inPosition = async <T>(on: boolean, work: () => Promise<T>): Promise<T> => {
    const strategies = orders.provided(Strategies);
    strategies.set({ preaggregate: on });
    try {
      return await work();
    } finally {
      strategies.set({ preaggregate: true });
    }
  };

  it('should be answered alike in both positions once the news have come', async () => {
    const naive = await inPosition(false, () => ask(who.staff));
    expect(naive[1]).toMatchObject({
      status: 200,
      body: {
        months: [
          { month: today.slice(0, 7), orders: 2, returns: 1, cancelled: 1, itemCount: 10 },
          { month: '2010-12', orders: 1, returns: 1, cancelled: 0, itemCount: 2 },
        ],
      },
    });
    const same = (lean: unknown[]): boolean => JSON.stringify(lean) === JSON.stringify(naive);
    await waitFor(async () => same(await ask(who.staff)));
    expect(await ask(who.customer)).toEqual(await inPosition(false, () => ask(who.customer)));
  });

  it('should be known by a tag, and unchanged for whoever has it', async () => {
    const [, months = '', days = ''] = paths();
    for (const path of [months, days]) {
      const { headers } = await orders.api.call(path, { token: who.staff });
      const etag = headers.get('etag') ?? '';
      const again = await orders.api.call(path, { token: who.staff, headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
  });

  it('should be for staff where it is of all customers, and for the customer where it is his', async () => {
    const [, months = '', days = ''] = paths();
    expect((await orders.api.call(days, { token: who.customer })).status).toBe(403);
    expect((await orders.api.call(months, { token: who.stranger })).status).toBe(404);
  });

  it.each([
    ['from=2010-12-02&to=2010-12-01', 'to'],
    ['from=2010-01-01&to=2011-01-02', 'to'],
    ['from=2010-13-01&to=2011-01-02', 'from'],
    ['from=2010-12-01', 'to'],
    ['from=0000-01-01&to=0000-01-02', 'from'],
  ])('should refuse %s', async (query, parameter) => {
    const path = `/v1/orders/days?${query}`;
    const { status, body } = await orders.api.call<{ errors: object[] }>(path, { token: who.staff });
    expect(status).toBe(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ parameter }));
  });

  it('should have headers that agree with the lines: count, total and the first three', async () => {
    for (const id of ids) {
      const order = await orders.stored(who.staff, id);
      const request = { orderId: id, afterLineNo: 0, limit: 500 };
      const { lines } = await orders.provided(Messaging).request(listLines, request, { timeoutMs: 10_000 });
      const known = ({ lineNo, sku, title, quantity, unitPrice, lineTotal, isCharge }: Line): Line => {
        return { lineNo, sku, title, quantity, unitPrice, lineTotal, isCharge };
      };
      expect(order).toMatchObject({
        itemCount: lines.length,
        total: lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0),
        preview: lines.slice(0, 3).map(known),
      });
    }
  });
});
