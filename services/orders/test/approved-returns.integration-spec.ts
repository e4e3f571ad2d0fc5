import { firstIdOfMs, timeOfId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { ApiClient, unique, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import type { Order } from '../src/orders/dto/order.dto.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';
import { SumsService } from '../src/sums/sums.service.js';
import { asAdmin } from './as-admin.js';
import { line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Nobody else's orders are in it, so that what other tests do today is not seen. */
const CURRENCY = 'TND';

interface Told {
  /** Of the customer, of the customer's month, of the day, and of the product in its month and on its day. */
  readonly totals: readonly unknown[];
  readonly returns: readonly unknown[];
  readonly cancelled: readonly unknown[];
}

/** Real: HTTP, tokens, Postgres (two shards), NATS with its events, and order-items as a process. */
describe('the money of a return', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let items: ApiClient;
  let who: People;
  let sku: string;
  let before: Told;
  const day = new Date().toISOString().slice(0, 10);

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    items = new ApiClient(neighbour.url);
  }, 60_000);
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });
  beforeEach(async () => {
    who = await people();
    sku = unique('RETURNED').toUpperCase();
    before = { totals: [], returns: [], cancelled: [] };
  });

  /** A sale of three pieces at 10, delivered, of which one comes back. */
  const requested = async (): Promise<Order> => {
    const body = orderBody({ currency: CURRENCY, lines: [line({ sku, quantity: 3, unitPrice: '10' })] });
    const sale = await orders.place(who.customer, body);
    await orders.deliver(who.staff, sale.body.id);
    await waitFor(async () => (await told()).totals[3] === 30_000);
    before = await told();
    const back = await orders.api.call<Order>(`/v1/orders/${sale.body.id}/returns`, {
      method: 'POST',
      token: who.customer,
      headers: { 'idempotency-key': randomUUID() },
      body: { lines: [{ lineNo: 1, quantity: 1 }] },
    });
    expect(back).toMatchObject({ status: 201, body: { status: 'pending', total: -10_000 } });
    await orders.stored(who.staff, back.body.id);
    await heard(back.body.id);
    return back.body;
  };
  /** Until everything that order-items has said of it has been taken up. */
  const heard = async (id: string): Promise<void> => {
    const waiting = `SELECT 1 FROM order_items.outbox WHERE bucket = $1 AND payload -> 'orderIds' ? $2::text
      AND published_at IS NULL`;
    const unheard = 'SELECT 1 FROM orders.outbox WHERE bucket = $1 AND aggregate = $2';
    await waitFor(async () => (await asAdmin(id, waiting)).length === 0);
    await waitFor(async () => (await asAdmin(id, unheard)).length === 0);
  };
  const told = async (): Promise<Told> => {
    const token = who.staff;
    const summary = await orders.api.call<{ currencies?: Sums[] }>(
      `/v1/customers/${who.customerId}/summary`,
      { token },
    );
    const months = await orders.api.call<{ months?: Sums[] }>(`/v1/customers/${who.customerId}/months`, {
      token,
    });
    const days = await orders.api.call<{ items: Sums[] }>(
      `/v1/orders/days?from=${day}&to=${day}&currency=${CURRENCY}`,
      { token },
    );
    const product = await items.call<{ months?: Sales[] }>(`/v1/order-items/products/${sku}`, { token });
    const sold = await items.call<{ items: Sales[] }>(`/v1/order-items/products/${sku}/days`, { token });
    const sums = [summary.body.currencies?.[0], months.body.months?.[0], days.body.items[0]];
    const sales = [product.body.months?.[0], sold.body.items[0]];
    return {
      totals: [...sums.map((one) => one?.total), ...sales.map((one) => one?.revenue)],
      returns: [...sums.map((one) => one?.returns), ...sales.map((one) => one?.returns)],
      cancelled: sums.map((one) => one?.cancelled),
    };
  };
  const moved = (by: { total?: number; returns?: number; cancelled?: number }): Told => {
    const add = (list: readonly unknown[], more = 0): unknown[] => list.map((one) => Number(one) + more);
    return {
      totals: add(before.totals, by.total),
      returns: add(before.returns, by.returns),
      cancelled: add(before.cancelled, by.cancelled),
    };
  };
  const becomes = async (expected: Told): Promise<void> => {
    await waitFor(async () => JSON.stringify(await told()) === JSON.stringify(expected)).catch(
      () => undefined,
    );
    expect(await told()).toEqual(expected);
    orders.provided(Strategies).set({ preaggregate: false });
    try {
      expect(await told()).toEqual(expected);
    } finally {
      orders.provided(Strategies).set({ preaggregate: true });
    }
  };
  const reconciled = async ({ id }: Order, repair = false): Promise<string[]> => {
    const at = timeOfId(id);
    const found = await orders
      .provided(ReconcileService)
      .page(firstIdOfMs(at - 1), firstIdOfMs(at + 2), { repair, quietMs: -60_000 });
    return found.differences.filter(({ key }) => key.startsWith(id)).map(({ kind }) => kind);
  };

  it('should stay where it is while nobody has approved it, and move everywhere when it is approved', async () => {
    const back = await requested();
    await becomes(moved({}));
    expect(await reconciled(back)).toEqual([]);
    expect((await orders.move(who.staff, back.id, 'confirmed')).status).toBe(200);
    await becomes(moved({ total: -10_000, returns: 1 }));
    for (const to of ['shipped', 'delivered', 'closed']) await orders.move(who.staff, back.id, to);
    await becomes(moved({ total: -10_000, returns: 1 }));
    expect(await reconciled(back)).toEqual([]);
  });

  it('should not move when the request is cancelled, by whom ever', async () => {
    const back = await requested();
    await orders.api.call(`/v1/orders/${back.id}/cancel`, {
      method: 'POST',
      token: who.customer,
      body: { reason: 'kept after all' },
    });
    expect((await orders.get(who.staff, back.id)).body.status).toBe('cancelled');
    await heard(back.id);
    await becomes(moved({ cancelled: 1 }));
    expect(await reconciled(back)).toEqual([]);
  });

  it('should come back when an approved return is cancelled', async () => {
    const back = await requested();
    await orders.move(who.staff, back.id, 'confirmed');
    await orders.move(who.staff, back.id, 'cancelled');
    await heard(back.id);
    await becomes(moved({ cancelled: 1 }));
    expect(await reconciled(back)).toEqual([]);
  });

  it('should not move a second time for a return that a release before has counted when it was placed', async () => {
    const back = await requested();
    const sums = `SET total = total - 10000, returns = returns + 1, item_count = item_count + 1
      WHERE bucket = $1 AND $2::text <> '' AND customer_id = '${who.customerId}'`;
    await asAdmin(back.id, 'UPDATE orders.header SET approved = NULL WHERE bucket = $1 AND id = $2');
    await asAdmin(back.id, `UPDATE orders.customer_rollup ${sums}`);
    await orders.provided(SumsService).count([back.id]);
    await orders.move(who.staff, back.id, 'confirmed');
    const { totals } = moved({ total: -10_000 });
    await waitFor(async () => (await told()).totals[1] === totals[1]);
    expect((await told()).totals.slice(0, 3)).toEqual(totals.slice(0, 3));
  });

  it.each([
    ['approval_missed', 'UPDATE orders.header SET approved = false WHERE bucket = $1 AND id = $2'],
    ['approval_lost', 'UPDATE order_items.item_set SET approved = false WHERE bucket = $1 AND order_id = $2'],
  ])('should be found and moved by reconciliation: %s', async (kind, breaking) => {
    const back = await requested();
    await orders.move(who.staff, back.id, 'confirmed');
    await heard(back.id);
    await asAdmin(back.id, breaking);
    expect(await reconciled(back)).toEqual([kind]);
    expect(await reconciled(back, true)).toEqual([kind]);
    await heard(back.id);
    expect(await reconciled(back)).toEqual([]);
  });
});

interface Sums {
  readonly total: number;
  readonly returns: number;
  readonly cancelled: number;
}

interface Sales {
  readonly revenue: number;
  readonly returns: number;
}
