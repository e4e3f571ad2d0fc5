import { MAX_ORDER_TOTAL } from '@tenfold/contracts';
import { bucketOf, newId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { ownDays, waitFor } from '@tenfold/testing';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import { ReconcileRepository } from '../src/reconcile/reconcile.repository.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';
import { ReconcileSumsService } from '../src/reconcile/reconcile-sums.service.js';
import { SumsService } from '../src/sums/sums.service.js';
import { asAdmin } from './as-admin.js';
import { importedOrder, line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** One more than a JSON number can add up: 900 are 9.0 * 10^15, and 2^53 is 9.007 * 10^15. */
const COUNT = 901;
const TOTAL = (BigInt(COUNT) * BigInt(MAX_ORDER_TOTAL)).toString();
const LARGEST = line({ quantity: 1_000_000, unitPrice: '100000' });

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('sums past 2^53', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;
  let day: string;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    who = await people();
    day = new Date(ownDays()).toISOString().slice(0, 10);
    for (let first = 0; first < COUNT; first += 200) await importSome(Math.min(200, COUNT - first));
  }, 60_000);
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const importSome = async (count: number): Promise<void> => {
    const one = () =>
      importedOrder({ placedAt: `${day}T10:00:00Z`, customerId: who.customerId, lines: [LARGEST] });
    const { body } = await orders.api.call<{ results: ImportResult[] }>('/v1/orders/imports', {
      method: 'POST',
      token: who.admin,
      body: { source: 'large-sums', orders: Array.from({ length: count }, one) },
    });
    expect(new Set(body.results.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
  };
  const setTotal = (table: string, customerId: string, total: string): Promise<unknown> =>
    asAdmin(
      newId(bucketOf(customerId)),
      `UPDATE orders.${table} SET total = ${total} WHERE bucket = $1 AND $2::text <> '' AND customer_id = '${customerId}'`,
    );
  const sums = { orders: COUNT, itemCount: COUNT, total: TOTAL };
  const ask = async (): Promise<unknown[]> => {
    const paths = [
      `/v1/customers/${who.customerId}/summary`,
      `/v1/customers/${who.customerId}/months`,
      `/v1/orders/days?from=${day}&to=${day}`,
    ];
    const answers = await Promise.all(paths.map((path) => orders.api.call(path, { token: who.staff })));
    return answers.map(({ status, body }) => ({ status, body }));
  };
  const expected = [
    { status: 200, body: { currencies: [sums] } },
    { status: 200, body: { months: [sums] } },
    { status: 200, body: { items: [sums] } },
  ];

  it.each([true, false])('should be exact in every answer, pre-aggregated: %s', async (preaggregate) => {
    const strategies = orders.provided(Strategies);
    strategies.set({ preaggregate });
    try {
      await waitFor(async () => JSON.stringify(await ask()).split(TOTAL).length === 4);
      expect(await ask()).toMatchObject(expected);
    } finally {
      strategies.set({ preaggregate: true });
    }
  });

  it('should agree with their orders, and be found and made again when they do not', async () => {
    const bucket = bucketOf(who.customerId);
    const options = { repair: false, quietMs: -60_000 };
    const found = async (): Promise<string[]> => {
      const customers = await orders.provided(ReconcileService).customers(bucket, options);
      const months = await orders.provided(ReconcileSumsService).months(bucket, options);
      const all = [...customers.differences, ...months.differences];
      return all.filter(({ key }) => key.includes(who.customerId)).map(({ kind }) => kind);
    };
    await waitFor(async () => JSON.stringify(await ask()).split(TOTAL).length === 4);
    expect(await found()).toEqual([]);
    for (const table of ['customer_rollup', 'customer_month'])
      await setTotal(table, who.customerId, 'total - 1');
    expect(await found()).toEqual(['customer_sums', 'customer_month_sums']);
    await orders
      .provided(ReconcileRepository)
      .recount({ bucket, customerId: who.customerId, currency: 'GBP' });
    await orders.provided(SumsService).recountCustomers(bucket, { write: true, quietSince: 'infinity' });
    expect(await found()).toEqual([]);
    expect(await ask()).toMatchObject(expected);
  });

  it('should refuse the order of a customer whose total would not fit 64 bits, and no other', async () => {
    const { customerId, customer, stranger } = await people();
    await orders.place(customer, orderBody({ customerId }));
    await setTotal('customer_rollup', customerId, '9223372036854775807 - 100');
    const placed = await Promise.all(
      [customer, stranger, customer, stranger].map((token) => orders.place(token)),
    );
    expect(placed.map(({ status }) => status)).toEqual([400, 201, 400, 201]);
    expect(placed[0]?.body).toMatchObject({
      errors: [{ code: 'customer_total_out_of_range', pointer: '/lines' }],
    });
    const imported = await orders.api.call<{ errors: unknown[] }>('/v1/orders/imports', {
      method: 'POST',
      token: who.admin,
      body: { source: 'large-sums', orders: [importedOrder({ customerId })] },
    });
    expect(imported).toMatchObject({ status: 400, body: { errors: [{ pointer: '/orders' }] } });
    const summary = await orders.api.call(`/v1/customers/${customerId}/summary`, { token: who.staff });
    expect(summary.body).toMatchObject({ currencies: [{ total: '9223372036854775707' }] });
  });
});
