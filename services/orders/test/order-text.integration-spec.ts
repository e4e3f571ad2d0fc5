import { ALL_IDS, directAddress, loadShardMap, migrationSource } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { migrationLogin, testStores, unique } from '@tenfold/testing';
import fc from 'fast-check';
import { ordersPlan } from '../src/database/plan.js';
import { OrderEntity } from '../src/orders/order.entity.js';
import { OrderListsRepository } from '../src/orders/order-lists.repository.js';
import { orderText } from '../src/orders/order.text.js';
import { ORDER_STATUSES } from '../src/orders/order.transitions.js';
import { toOrder } from '../src/orders/order.view.js';
import { OrdersRepository } from '../src/orders/orders.repository.js';
import { orderBody } from './factories/order.factory.js';
import { OrdersApp, people } from './orders-app.js';

// Postgres holds no NUL, and UTF-8 no half of a surrogate pair.
const text = fc
  .string({
    unit: fc.oneof(
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.constantFrom('"', '\\', '\n', '\u007f', '\u2028', 'é', '💶'),
    ),
    maxLength: 12,
  })
  .map((value) => value.toWellFormed().replaceAll('\0', ''));
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
const amount = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

const line = fc.record(
  {
    lineNo: fc.integer({ min: 1, max: 1_000 }),
    sku: text,
    title: text,
    quantity: fc.integer({ min: -1_000, max: 1_000_000 }),
    unitPrice: fc.oneof(fc.constantFrom('0', '2.55', '189', '-0.0005'), text),
    lineTotal: amount,
    isCharge: fc.boolean(),
  },
  // Rows that others have written may lack what came later.
  { requiredKeys: ['lineNo', 'sku', 'title', 'quantity', 'unitPrice', 'lineTotal'] },
);

const header = fc
  .record({
    number: text,
    kind: fc.constantFrom('sale' as const, 'return' as const),
    status: fc.constantFrom(...ORDER_STATUSES),
    itemsState: fc.constantFrom('pending' as const, 'stored' as const),
    currency: fc.constantFrom('GBP', 'EUR', 'JPY'),
    country: maybe(fc.constantFrom('GB', 'DE')),
    countryName: maybe(text),
    itemCount: fc.integer({ min: 0, max: 10_000 }),
    total: amount,
    preview: fc.array(line, { maxLength: 3 }),
    source: text,
    externalReference: maybe(text),
    metadata: fc.dictionary(
      fc.oneof(fc.stringMatching(/^[A-Za-z0-9_.-]{1,10}$/), fc.constantFrom('10', '9', '010', '__proto__')),
      text,
    ),
    returnOf: maybe(fc.uuid()),
    version: fc.integer({ min: 1, max: 100 }),
    statusTimes: fc.dictionary(
      fc.constantFrom(...ORDER_STATUSES),
      time.map((at) => at.toISOString()),
    ),
    placedAt: time,
    updatedAt: time,
  })
  .map((row) => ({
    ...row,
    total: String(row.kind === 'sale' ? Math.abs(row.total) : -Math.abs(row.total)),
  }));

function shown(entity: OrderEntity): string {
  const { total, placedAt, updatedAt, ...rest } = entity;
  const times = { placedAt: placedAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return JSON.stringify(toOrder({ ...rest, ...times, total: Number(total) }));
}

/** Real: Postgres, asked by our own statements and by TypeORM. */
describe(orderText, () => {
  const [customer, bucket] = customerOfFirstShard();
  const [servers] = Object.values(loadShardMap(testStores().shardMapFile).shards);
  if (servers === undefined) throw new Error('the shard map has no shard');
  const source = migrationSource(directAddress(servers.primary), ordersPlan, migrationLogin('orders'));
  let orders: OrdersApp;

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
    await source.initialize();
  });

  afterAll(async () => {
    await source.getRepository(OrderEntity).delete({ bucket, customerId: customer });
    await source.destroy();
    await orders.stop();
  });

  it('should say what the repository of entities and the view say, whatever the order is', async () => {
    const repository = source.getRepository(OrderEntity);
    await fc.assert(
      fc.asyncProperty(fc.array(header, { minLength: 1, maxLength: 20 }), async (rows) => {
        await repository.delete({ bucket, customerId: customer });
        const entities = rows.map((row) => ({ ...row, bucket, id: newId(bucket), customerId: customer }));
        await repository.insert(entities as never[]);
        const expected = new Map<string, string>();
        for (const { id } of entities) {
          expected.set(id, shown(await repository.findOneByOrFail({ bucket, id })));
          const cells = await orders.provided(OrdersRepository).findCells(bucket, id, customer);
          expect(orderText(cells ?? [])).toBe(expected.get(id));
        }
        const filter = {
          customerId: customer,
          status: null,
          kind: null,
          placed: ALL_IDS,
          members: undefined,
        };
        for (const direction of ['forward', 'back'] as const) {
          const page = await orders
            .provided(OrderListsRepository)
            .cells(filter, { direction, key: [] }, 100, 'whole');
          const ids = [...expected.keys()].toSorted();
          if (direction === 'forward') ids.reverse();
          expect(page.rows.map(orderText)).toEqual(ids.map((id) => expected.get(id)));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('should be on a page what it is alone, and cut to what was chosen, forward and back', async () => {
    const { customer: owner, customerId, staff } = await people();
    for (let n = 0; n < 2; n += 1) await orders.place(owner, orderBody({ metadata: { n: String(n) } }));
    interface Page {
      readonly items: readonly { readonly id: string }[];
      readonly nextCursor: string | null;
      readonly previousCursor: string | null;
    }
    const page = async (query: string, token: string) =>
      (await orders.api.call<Page>(`/v1/orders?limit=1&${query}`, { token })).body;
    const lists = [
      ['', owner],
      [`customerId=${customerId}&`, staff],
      ['', staff],
    ] as const;
    for (const [filter, token] of lists) {
      for (const choice of ['', 'fields=id,total,preview&']) {
        const first = await page(`${filter}${choice}`, token);
        const second = await page(`${filter}${choice}cursor=${first.nextCursor}`, token);
        const back = await page(`${filter}${choice}cursor=${second.previousCursor}`, token);
        expect(back.items).toEqual(first.items);
        const [item] = second.items;
        const query = choice === '' ? '' : `?${choice.slice(0, -1)}`;
        const alone = await orders.api.call(`/v1/orders/${item?.id}${query}`, { token });
        expect(alone.text).toBe(JSON.stringify(item));
      }
    }
  });

  it('should find no order of somebody else', async () => {
    const id = newId(bucket);
    expect(await orders.provided(OrdersRepository).findCells(bucket, id, 'somebody-else')).toBeUndefined();
  });
});

function customerOfFirstShard(): [string, number] {
  for (;;) {
    const customer = unique('customer');
    const bucket = bucketOf(customer);
    // The map of the tests gives the first shard the first half.
    if (bucket < 2_048) return [customer, bucket];
  }
}
