import type { ProductDelta } from '@tenfold/contracts';
import { bucketOf } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import fc from 'fast-check';
import { mergeSales, type Sales } from '../src/products/merge-sales.js';
import { ProductsRepository } from '../src/products/products.repository.js';
import { delta, OrderItemsApp } from './order-items-app.js';

const FIRST = { direction: 'forward', key: [] } as const;

interface Event {
  readonly skus: readonly number[];
  readonly day: number;
  readonly currency: string;
  readonly quantity: number;
  /** Of a release that knew months only. */
  readonly dayless: boolean;
}

const event = fc.record<Event>({
  skus: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1 }),
  day: fc.integer({ min: 28, max: 33 }),
  currency: fc.constantFrom('GBP', 'EUR'),
  quantity: fc.integer({ min: -3, max: 5 }),
  dayless: fc.boolean(),
});
/** Batches of events as they are delivered: any number of times, in any order, beside one another. */
const history = fc.array(event, { minLength: 1, maxLength: 8 }).chain((events) =>
  fc.record({
    events: fc.constant(events),
    batches: fc.array(fc.uniqueArray(fc.nat(events.length - 1), { minLength: 1 }), { maxLength: 5 }),
  }),
);

/** Real: Postgres (two shards). */
describe('sums of products', () => {
  let items: OrderItemsApp;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
  });
  afterAll(() => items?.stop());

  it('should be what a recount of all events comes to, by month and by day', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ events, batches }) => {
        const run = unique('SKU').toUpperCase();
        const deltas = events.map((one) => one.skus.map((sku) => deltaOf(`${run}-${sku}`, one)));
        const deliver = (batch: readonly number[]) =>
          items.products.apply(
            'test',
            batch.map((n) => ({ orderIds: [], products: deltas[n] ?? [] })),
            batch.map((n) => ({ id: `${run}-${n}`, deliveryCount: 1 })),
          );
        await Promise.all(batches.map(deliver));
        await deliver([...events.keys()]);
        for (const sku of [0, 1, 2]) await agrees(`${run}-${sku}`, deltas.flat());
      }),
      { numRuns: 25 },
    );
  });

  const agrees = async (sku: string, deltas: readonly ProductDelta[]): Promise<void> => {
    const own = deltas.filter((one) => one.sku === sku);
    const repository = items.provided(ProductsRepository);
    const days = await repository.days(sku, { from: null, to: null }, FIRST, 100);
    const dated = own.flatMap(({ day, ...one }) => (day === undefined ? [] : { ...one, day }));
    const named = dated.map((one) => ({ ...one, name: `${one.day} ${one.currency}` }));
    // Each event has an order, so that no day of one has none.
    expect(days.map((row) => [`${row.day} ${row.currency}`, sumsOf(row)])).toEqual(
      mergeSales(named, ['name'])
        .map(({ name, ...row }): [string, object] => [name, sumsOf(row)])
        .sort(([a], [b]) => (a < b ? 1 : -1)),
    );
    const months = await repository.months(bucketOf(sku), sku);
    const byMonth = own.map((one) => ({ ...one, name: `${one.month.slice(0, 7)} ${one.currency}` }));
    expect(new Map(months.map((row) => [`${row.month} ${row.currency}`, sumsOf(row)]))).toEqual(
      new Map(mergeSales(byMonth, ['name']).map(({ name, ...row }) => [name, sumsOf(row)])),
    );
  };
});

function deltaOf(sku: string, { day, currency, quantity, dayless }: Event): ProductDelta {
  const at = new Date(Date.UTC(1998, 0, day)).toISOString().slice(0, 10);
  const sums = { soldQuantity: quantity, revenue: quantity * 100 };
  const when = { month: `${at.slice(0, 7)}-01`, ...(dayless ? {} : { day: at }) };
  return delta({ sku, currency, ...when, ...sums });
}

function sumsOf({ soldQuantity, returnedQuantity, orders, returns, revenue, returned }: Sales): object {
  return { soldQuantity, returnedQuantity, orders, returns, revenue, returned };
}
