import { linesStored } from '@tenfold/contracts';
import { firstIdOfMs } from '@tenfold/ids';
import { Messaging, streamOf } from '@tenfold/messaging';
import { ownDays, unique, waitFor } from '@tenfold/testing';
import type { Difference } from '@tenfold/delivery';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import { ReconcileRepository } from '../src/reconcile/reconcile.repository.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';
import { asAdmin } from './as-admin.js';
import { importedOrder, line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

const HEADER = 'UPDATE orders.header SET';
const OF_ORDER = 'WHERE bucket = $1 AND order_id = $2';
const OF_HEADER = 'WHERE bucket = $1 AND id = $2';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. What is broken is broken in the database. */
describe(ReconcileService, () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let reconcile: ReconcileService;
  let who: People;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    reconcile = orders.provided(ReconcileService);
    who = await people();
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  /** An order at a time that no other test has orders of. */
  const place = async (): Promise<{ id: string; from: string; to: string; customerId: string }> => {
    const at = ownDays() + 1_000;
    const customerId = unique('customer');
    const order = importedOrder({
      placedAt: new Date(at).toISOString(),
      customerId,
      lines: [line(), line({ sku: 'B', quantity: 1 })],
    });
    const body = { source: 'reconcile', orders: [order] };
    const { results } = (
      await orders.api.call<{ results: ImportResult[] }>('/v1/orders/imports', {
        method: 'POST',
        token: who.admin,
        body,
      })
    ).body;
    const id = results[0]?.orderId ?? '';
    await orders.stored(who.staff, id);
    await heard(id);
    return { id, from: firstIdOfMs(at - 1), to: firstIdOfMs(at + 2), customerId };
  };
  /** Until orders has heard everything that was said of this order: news that come late would mend what a test has broken. */
  const heard = async (orderId: string): Promise<void> => {
    const waiting = `SELECT 1 FROM order_items.outbox
      WHERE bucket = $1 AND payload -> 'orderIds' ? $2::text AND published_at IS NULL`;
    await waitFor(async () => (await asAdmin(orderId, waiting)).length === 0);
    const manager = await orders.provided(Messaging).manager();
    const stream = streamOf(linesStored.subject);
    const { state } = await manager.streams.info(stream);
    await waitFor(async () => {
      const { ack_floor } = await manager.consumers.info(stream, 'orders_items-stored');
      return ack_floor.stream_seq >= state.last_seq;
    });
  };
  const differences = async (
    { from, to }: { from: string; to: string },
    repair = false,
  ): Promise<readonly Difference[]> =>
    (await reconcile.page(from, to, { repair, quietMs: -60_000 })).differences;

  it.each([
    ['lines_unconfirmed', `${HEADER} items_state = 'pending' ${OF_HEADER}`],
    ['set_missing', `DELETE FROM order_items.item_set ${OF_ORDER}`],
    ['set_differs', `UPDATE order_items.item_set SET total = total + 1 ${OF_ORDER}`],
    ['header_differs', `${HEADER} total = total + 1 ${OF_HEADER}`],
    ['header_differs', `${HEADER} item_count = 7 ${OF_HEADER}`],
    ['cancellation_lost', `${HEADER} status = 'cancelled' ${OF_HEADER}`],
  ])('should find and mend %s', async (kind, breakage) => {
    const order = await place();
    expect(await differences(order)).toEqual([]);
    await asAdmin(order.id, breakage);
    const [found, ...others] = await differences(order);
    expect([found, others]).toMatchObject([{ kind, key: order.id, outcome: 'open' }, []]);
    expect(await differences(order, true)).toMatchObject([{ kind, outcome: 'mended' }]);
    await waitFor(async () => (await differences(order)).length === 0);
  });

  it('should send the lines again as long as the outbox has them', async () => {
    const order = await place();
    const rows = await asAdmin(order.id, `SELECT row_to_json(l) AS line FROM order_items.line l ${OF_ORDER}`);
    const lines = rows.map((row) => (row as { line: Record<string, unknown> }).line);
    const payload = {
      orderId: order.id,
      customerId: order.customerId,
      currency: 'GBP',
      kind: 'sale',
      source: 'reconcile',
      lines: lines.map((one) => ({
        lineNo: one['line_no'],
        sku: one['sku'],
        title: one['title'],
        quantity: one['quantity'],
        unitPrice: '2.55',
        lineTotal: one['line_total'],
        isCharge: false,
      })),
    };
    await asAdmin(order.id, `DELETE FROM order_items.line ${OF_ORDER}`);
    await asAdmin(order.id, `DELETE FROM order_items.item_set ${OF_ORDER}`);
    await asAdmin(order.id, `${HEADER} items_state = 'pending' ${OF_HEADER}`);
    // Neither lines nor event: nothing is left to mend it from.
    expect(await differences(order, true)).toMatchObject([{ kind: 'lines_missing', outcome: 'unmendable' }]);
    const json = JSON.stringify(payload).replaceAll("'", "''");
    await asAdmin(
      order.id,
      `INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, published_at, available_at)
       VALUES ($1, gen_random_uuid(), 'orders.order.created.v1', '${json}', $2, 1, true, now(), 'infinity')`,
    );
    expect(await differences(order, true)).toMatchObject([{ kind: 'lines_missing', outcome: 'mended' }]);
    await orders.stored(who.staff, order.id);
    expect(await differences(order)).toEqual([]);
  });

  it('should count the sums of a customer anew, also those that are missing or nobody’s', async () => {
    const order = await place();
    const customers = async (repair: boolean): Promise<readonly Difference[]> => {
      const slice = Math.floor(Number(`0x${order.id.slice(15, 18)}`) / 64) * 64;
      const { differences: all } = await reconcile.customers(slice, { repair, quietMs: 0 });
      return all.filter(({ key }) => key === `${order.customerId} GBP`);
    };
    const ofCustomer = `WHERE bucket = $1 AND customer_id = '${order.customerId}' AND $2::uuid IS NOT NULL`;
    for (const breakage of [
      `UPDATE orders.customer_rollup SET total = total - 5 ${ofCustomer}`,
      `UPDATE orders.customer_rollup SET cancelled = 3 ${ofCustomer}`,
      `DELETE FROM orders.customer_rollup ${ofCustomer}`,
      `DELETE FROM orders.header ${OF_HEADER}`,
    ]) {
      expect(await customers(false)).toEqual([]);
      await asAdmin(order.id, breakage);
      expect(await customers(false)).toMatchObject([{ kind: 'customer_sums', outcome: 'open' }]);
      expect(await customers(true)).toMatchObject([{ outcome: 'mended' }]);
    }
    expect(await customers(false)).toEqual([]);
    expect(await asAdmin(order.id, `SELECT 1 FROM orders.customer_rollup ${ofCustomer}`)).toEqual([]);
  });

  it('should find nothing while orders come in and are cancelled, and lose no sum to a repair', async () => {
    const begun = firstIdOfMs(Date.now());
    const ids: string[] = [];
    const found: Difference[] = [];
    const customer = await people();
    let busy = true;
    const writer = async (): Promise<void> => {
      for (let n = 0; n < 15; n += 1) {
        const { body } = await orders.place(customer.customer, orderBody());
        ids.push(body.id);
        if (n % 3 === 0) await orders.move(customer.staff, body.id, 'cancelled');
      }
    };
    const bucket = async (): Promise<number> => Number(`0x${(await firstOf(ids)).slice(15, 18)}`);
    const reader = async (): Promise<void> => {
      const slice = Math.floor((await bucket()) / 64) * 64;
      const row = {
        bucket: await bucket(),
        customerId: customer.customerId,
        currency: 'GBP',
        counted: 0,
        kept: 0,
      };
      while (busy) {
        const own = await reconcile.customers(slice, { repair: false, quietMs: 0 });
        found.push(...own.differences.filter(({ key }) => key.startsWith(customer.customerId)));
        const page = await reconcile.page(begun, 'ffffffff-ffff-ffff-ffff-ffffffffffff', {
          repair: false,
          quietMs: 3_000,
        });
        found.push(...page.differences.filter(({ key }) => ids.includes(key)));
        // Counted anew although nothing is wrong: whoever places an order meanwhile must not be forgotten.
        await orders.provided(ReconcileRepository).recount(row);
      }
    };
    const reading = reader();
    await Promise.all([writer(), writer(), writer()]).finally(() => (busy = false));
    await reading;
    expect(found).toEqual([]);
    const slice = Math.floor((await bucket()) / 64) * 64;
    const { differences: left } = await reconcile.customers(slice, { repair: false, quietMs: 0 });
    expect(left.filter(({ key }) => key.startsWith(customer.customerId))).toEqual([]);
  }, 60_000);
});

function firstOf(ids: readonly string[]): Promise<string> {
  return waitFor(() => ids[0]);
}
