import { RequestConsistencies } from '@tenfold/database';
import { bucketOf } from '@tenfold/ids';
import { onBehalfOf, putAwayMonths, unique } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import { ReconcileSumsService } from '../src/reconcile/reconcile-sums.service.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';
import { SumsService } from '../src/sums/sums.service.js';
import { importedOrder } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Real: HTTP, tokens, Postgres (two shards). No NATS, so nobody answers for order-items. */
describe('orders of months that were put away', () => {
  const source = unique('shop').slice(0, 30);
  let orders: OrdersApp;
  let who: People;
  let gone: string;
  let kept: string;
  const batch: Record<string, unknown>[] = [];

  const send = async (...sent: unknown[]): Promise<ImportResult[]> => {
    const body = { source, orders: sent };
    const request = { method: 'POST', token: who.admin, body };
    return (await orders.api.call<{ results: ImportResult[] }>('/v1/orders/imports', request)).body.results;
  };
  const call = (path: string, body?: unknown) =>
    orders.api.call<{ items: { id: string }[]; code: string }>(path, {
      token: who.staff,
      headers: { 'idempotency-key': randomUUID(), 'if-match': '"1"' },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
    who = await people();
    batch.push(
      ...['2001-03-15T10:00:00Z', '2001-06-15T10:00:00Z'].map((placedAt) =>
        importedOrder({ placedAt, customerId: who.customerId }),
      ),
    );
    [gone = '', kept = ''] = (await send(...batch)).map(({ orderId }) => orderId ?? '');
    expect((await call(`/v1/orders/${gone}`)).status).toBe(200);
    await onBehalfOf(orders.api, orders.provided(RequestConsistencies), () =>
      orders.provided(SumsService).count([gone, kept]),
    );
    await putAwayMonths('orders', '2001-05');
  });

  afterAll(() => orders?.stop());

  it('should be as unknown as any other, whatever is asked of them', async () => {
    const answers = await Promise.all([
      call(`/v1/orders/${gone}`),
      call(`/v1/orders/${gone}/history`),
      call(`/v1/orders/${gone}/transitions`, { to: 'cancelled' }),
      call(`/v1/orders/${gone}/cancel`, { reason: 'changed my mind' }),
      call(`/v1/orders/${gone}/returns`, { lines: [{ lineNo: 1, quantity: 1 }] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('should be missing in lists, and nothing else', async () => {
    const list = await call(`/v1/orders?customerId=${who.customerId}`);
    expect(list.body.items.map(({ id }) => id)).toEqual([kept]);
    expect((await call(`/v1/orders/${kept}`)).status).toBe(200);
  });

  it('should be no reason for a reconciliation to take them out of the sums of a customer', async () => {
    const bucket = bucketOf(who.customerId);
    const reconcile = orders.provided(ReconcileService);
    const { differences } = await reconcile.customers(bucket - (bucket % 64), { repair: true, quietMs: 0 });
    expect(differences.filter(({ key }) => key.startsWith(who.customerId))).toEqual([]);
    const summary = await orders.api.call(`/v1/customers/${who.customerId}/summary`, { token: who.staff });
    expect(summary.body).toMatchObject({ currencies: [{ orders: 2 }] });
  });

  it('should stay in the sums of days and months, whoever counts them again', async () => {
    const sums = orders.provided(SumsService);
    const reconcile = orders.provided(ReconcileSumsService);
    await sums.recountDay('2001-03-15', { write: true, quietSince: 'infinity' });
    await sums.recountCustomers(bucketOf(who.customerId), { write: true, quietSince: 'infinity' });
    const { differences } = await reconcile.days('2001-03-15', 1, { repair: true, quietMs: -60_000 });
    expect(differences.filter(({ key }) => key.startsWith('2001-03-15'))).toEqual([]);
    const path = `/v1/customers/${who.customerId}/months`;
    const months = await orders.api.call(path, { token: who.staff });
    expect(months.body).toMatchObject({
      months: [
        { month: '2001-06', orders: 1 },
        { month: '2001-03', orders: 1 },
      ],
    });
    const days = await orders.api.call<{ items: { orders: number }[] }>(
      '/v1/orders/days?from=2001-03-15&to=2001-03-15',
      { token: who.staff },
    );
    expect(days.body.items[0]?.orders).toBeGreaterThan(0);
  });

  it('should still be known to an import, which can fill their month again', async () => {
    expect(await send(...batch)).toMatchObject([{ outcome: 'exists' }, { outcome: 'exists' }]);
    const [created] = await send(importedOrder({ placedAt: '2001-03-16T10:00:00Z' }));
    expect(created).toMatchObject({ outcome: 'created' });
    expect((await call(`/v1/orders/${created?.orderId}`)).status).toBe(200);
  });
});
