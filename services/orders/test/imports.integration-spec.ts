import { MAX_RECONCILED_ORDERS } from '@tenfold/contracts';
import { unique, waitFor } from '@tenfold/testing';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import { importedOrder, line } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

interface Sum {
  readonly month: string;
  readonly kind: string;
  readonly lines: number;
  readonly total: number;
}

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('importing orders', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  let source: string;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
  });
  beforeEach(async () => {
    who = await people();
    source = unique('shop').slice(0, 30);
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const send = (batch: readonly unknown[], token = who.admin) =>
    orders.api.call<{ results: ImportResult[]; code: string }>('/v1/orders/imports', {
      method: 'POST',
      token,
      body: { source, orders: batch },
    });
  const sumsOf = async (results: readonly ImportResult[]): Promise<Sum[]> => {
    const ids = results.flatMap(({ orderId }) => orderId ?? []);
    const sums: Sum[] = [];
    for (let first = 0; first < ids.length; first += MAX_RECONCILED_ORDERS) {
      const orderIds = ids.slice(first, first + MAX_RECONCILED_ORDERS).join(',');
      const { body } = await orders.api.call<{ orders: Sum[] }>(
        `/v1/orders/reconciliation?orderIds=${orderIds}`,
        { token: who.admin },
      );
      sums.push(...body.orders);
    }
    return sums;
  };
  const batchOf = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, (_, n) =>
      importedOrder({
        placedAt: `201${n % 2}-0${1 + (n % 6)}-15T10:00:00Z`,
        customerId: n % 5 === 0 ? null : unique('customer'),
        lines: Array.from({ length: 1 + (n % 30) }, () => line()),
      }),
    );

  it('should create each order once, in its month, however often the file comes', async () => {
    const batch = batchOf(200);
    const first = (await send(batch)).body.results;
    expect(first.map(({ externalReference }) => externalReference)).toEqual(
      batch.map((one) => one['externalReference']),
    );
    expect(new Set(first.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
    const again = await Promise.all([send(batch), send(batch.toReversed())]);
    expect(again[0]?.body.results).toEqual(first.map((result) => ({ ...result, outcome: 'exists' })));
    const sums = await sumsOf(first);
    expect(sums).toHaveLength(200);
    expect(sums.reduce((sum, { lines }) => sum + lines, 0)).toBe(
      batch.reduce((sum, one) => sum + (one['lines'] as unknown[]).length, 0),
    );
    expect(sums.map(({ month }) => month)).toContain('2010-01');
    const one = first[1]?.orderId ?? '';
    expect(await orders.stored(who.staff, one)).toMatchObject({ status: 'closed', source, version: 2 });
  });

  it('should import every order once when the same batch comes five times at once', async () => {
    const batch = batchOf(40);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(batch)));
    const results = answers.flatMap(({ body }) => body.results);
    expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(40);
    expect(results.filter(({ outcome }) => outcome === 'exists')).toHaveLength(160);
    expect(new Set(results.map(({ orderId }) => orderId)).size).toBe(40);
  });

  it('should answer each order by itself and spoil none by another', async () => {
    const twice = importedOrder();
    const batch = [
      importedOrder(),
      importedOrder({ kind: 'return', lines: [line({ quantity: -1 }), line({ quantity: 1 })] }),
      importedOrder({ kind: 'return', lines: [line({ quantity: -3 })] }),
      null,
      importedOrder({ lines: [line({ title: 'a\tb' })] }),
      twice,
      twice,
      importedOrder({ lines: [line({ unitPrice: '0.001', quantity: 1 })] }),
    ];
    const { status, body } = await send(batch);
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { outcome: 'created' },
      { outcome: 'rejected', code: 'quantity_sign_mismatch', pointer: '/orders/1/lines/1/quantity' },
      { outcome: 'created' },
      { outcome: 'rejected', externalReference: null, pointer: '/orders/3' },
      { outcome: 'rejected', pointer: '/orders/4/lines/0/title' },
      { outcome: 'created' },
      { outcome: 'rejected', code: 'duplicate_reference' },
      { outcome: 'created' },
    ]);
    const sums = (await sumsOf(body.results)).toSorted((a, b) => a.total - b.total);
    expect(sums).toMatchObject([
      { month: '2010-12', kind: 'return', lines: 1, total: -765 },
      { month: '2010-12', kind: 'sale', lines: 1, total: 0 },
      { month: '2010-12', kind: 'sale', lines: 1, total: 1_530 },
      { month: '2010-12', kind: 'sale', lines: 1, total: 1_530 },
    ]);
  });

  it('should keep the sums of customers equal to the imported orders', async () => {
    const customerId = unique('customer');
    await send([
      importedOrder({ customerId }),
      importedOrder({ customerId, placedAt: '2011-01-01T00:00:00Z' }),
      importedOrder({ customerId, kind: 'return', lines: [line({ quantity: -2 })] }),
    ]);
    const path = `/v1/customers/${customerId}/summary`;
    const { body } = await waitFor(() =>
      orders.api.call<{ currencies: unknown[] }>(path, { token: who.staff }),
    );
    expect(body.currencies).toMatchObject([
      {
        orders: 2,
        returns: 1,
        itemCount: 3,
        total: 2 * 1_530 - 510,
        firstOrderAt: '2010-12-01T08:26:00.000Z',
        lastOrderAt: '2011-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('should be for admins, within its limits', async () => {
    expect((await send([importedOrder()], who.staff)).status).toBe(403);
    expect((await send([])).status).toBe(400);
    expect((await send(Array.from({ length: 201 }, () => null))).status).toBe(400);
    const big = { lines: Array.from({ length: 1_500 }, () => line()) };
    expect((await send([1, 2, 3].map(() => importedOrder(big)))).status).toBe(400);
  });
});
