import { statement } from '@tenfold/database';
import { Bookmarks, rebuild, type RebuildTarget } from '@tenfold/delivery';
import { bucketOf, firstIdOfMs } from '@tenfold/ids';
import { waitFor } from '@tenfold/testing';
import { DaysRepository } from '../src/days/days.repository.js';
import { OrdersService } from '../src/orders/orders.service.js';
import { RebuildTargets } from '../src/reconcile/rebuild-targets.js';
import { ReconcileSumsService } from '../src/reconcile/reconcile-sums.service.js';
import { FactsRepository } from '../src/sums/facts.repository.js';
import { SumsService } from '../src/sums/sums.service.js';
import { OrdersApp } from './orders-app.js';
import { Stage } from './sums-stage.js';

const NOTHING_MOVES = { quietMs: -60_000 };
const WRITE = { write: true, quietSince: 'infinity' };

/** Real: HTTP, tokens, Postgres (two shards). No NATS: what events say is handed over here. */
describe('sums that are made again', () => {
  let orders: OrdersApp;
  let sums: SumsService;
  let stage: Stage;
  /** Tries to add to the sums of days. */
  let tries = 0;

  beforeAll(async () => {
    orders = await OrdersApp.start({
      reachable: false,
      onStatement: ({ name }) => void (tries += Number(name === 'sums.apply-days')),
    });
    sums = orders.provided(SumsService);
  });
  beforeEach(async () => {
    stage = await Stage.on(orders);
  });
  afterAll(() => orders?.stop());

  const target = (name: string): RebuildTarget => {
    const found = orders
      .provided(RebuildTargets)
      .all()
      .find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no target ${name}`);
    return found;
  };
  const bookmarks = (): Bookmarks => new Bookmarks('orders', orders.shards);
  const spoilDay = (text: string): Promise<unknown> => {
    const bucket = bucketOf(stage.day);
    const sql = statement(`test.spoil-day-${text.slice(0, 40)}`, `${text} WHERE bucket = $1 AND day = $2`);
    return orders.shards.forBucket(bucket).query(sql, [bucket, stage.day]);
  };
  const spoilCustomer = (table: string, text: string): Promise<unknown> => {
    const [bucket, customerId] = [stage.bucketOf(0), stage.customers[0]];
    const sql = statement(`test.spoil-${table}`, `${text} WHERE bucket = $1 AND customer_id = $2`);
    return orders.shards.forBucket(bucket).query(sql, [bucket, customerId]);
  };

  it('should neither lose nor double what is placed, cancelled and heard of meanwhile', async () => {
    await stage.place('sale', 0, 0, 3);
    let busy = true;
    const writer = async (customer: number): Promise<void> => {
      for (let n = 0; n < 25; n += 1) {
        const id = await stage.place(n % 4 === 3 ? 'return' : 'sale', 0, customer, n + 1);
        if (n % 3 === 0) await stage.cancel(id);
        await stage.hear([id]);
      }
    };
    // Whatever was placed until now, and much of it twice.
    const listener = async (): Promise<void> => {
      for (let n = 0; busy; n += 1) await stage.hear(stage.ids.filter((_, index) => index % 5 === n % 5));
    };
    const rebuilder = async (): Promise<number> => {
      let times = 0;
      for (; busy; times += 1) {
        await sums.recountDay(stage.day, WRITE);
        await sums.recountCustomers(stage.bucketOf(times % 2), WRITE);
      }
      return times;
    };
    await stage.act(async () => {
      const others = Promise.all([listener(), rebuilder()]);
      await Promise.all([writer(0), writer(1), writer(0)]).finally(() => (busy = false));
      expect((await others)[1]).toBeGreaterThan(1);
      await stage.hear(stage.ids);
    });
    expect(await stage.told()).toEqual(await stage.counted());
  }, 60_000);

  it('should add what is heard of between counting and putting, once it is put', async () => {
    await stage.hear([await stage.place('sale', 0, 0, 3)]);
    const begin = Date.parse(stage.day);
    const found = orders
      .provided(FactsRepository)
      .ofRange(firstIdOfMs(begin), firstIdOfMs(begin + 86_400_000), 'infinity');
    let heard: Promise<unknown> | undefined;
    let done = false;
    async function* facts() {
      yield* found;
      const late = await stage.place('sale', 0, 1, 5);
      tries = 0;
      heard = sums.count([late]).then(() => (done = true));
      // The second try begins when the first was refused; without a hold the first is the last.
      await waitFor(() => done || tries > 1);
    }
    const extent = { bucket: bucketOf(stage.day), period: stage.day, since: '1970-01-01' };
    await stage.act(async () => {
      await orders.provided(DaysRepository).sums.recount(extent, facts, true);
      await heard;
    });
    expect(await stage.told()).toEqual(await stage.counted());
  });

  it('should be right whatever was there before, and when a rebuild was killed half-way', async () => {
    await stage.act(async () => {
      await stage.place('sale', 0, 0, 2);
      await stage.place('sale', 1, 0, 2);
      await stage.hear(stage.ids);
      await spoilDay('UPDATE orders.day_rollup SET total = total + 1');
      await spoilCustomer('customer-month', 'DELETE FROM orders.customer_month');
    });
    expect(await stage.told()).not.toEqual(await stage.counted());
    for (const name of ['days', 'customer-months']) {
      let steps = 0;
      const killed: RebuildTarget = {
        name,
        step: (position) => {
          steps += 1;
          if (steps === 2) throw new Error('killed');
          return target(name).step(position);
        },
      };
      await stage.act(async () => {
        await expect(rebuild(killed, bookmarks(), true)).rejects.toThrow('killed');
        const resumedAt = await bookmarks().find(name);
        expect(resumedAt).toEqual(expect.any(String));
        expect(await rebuild(target(name), bookmarks())).toMatchObject({ target: name, resumedAt });
      });
      expect(await bookmarks().find(name)).toBeUndefined();
    }
    expect(await stage.told()).toEqual(await stage.counted());
  }, 60_000);

  it('should include the sums of customers', async () => {
    await stage.place('sale', 0, 0, 2);
    const summary = () => {
      const path = `/v1/customers/${stage.customers[0]}/summary`;
      return orders.api.call<{ currencies: unknown[] }>(path, { token: stage.who.staff });
    };
    const before = await stage.act(() =>
      spoilCustomer('summary', 'UPDATE orders.customer_rollup SET total = 1'),
    );
    expect(before).toEqual([]);
    expect((await summary()).body.currencies).toMatchObject([{ total: 1 }]);
    await stage.act(() => target('customers').step(String(stage.bucketOf(0) - (stage.bucketOf(0) % 64))));
    expect((await summary()).body.currencies).toMatchObject([{ total: 510, orders: 1 }]);
  });

  it.each([
    ['wrong', 'UPDATE orders.day_rollup SET orders = orders + 1'],
    ['missing', 'DELETE FROM orders.day_rollup'],
  ])('should be found and mended by the reconciliation when those of a day are %s', async (_, text) => {
    await stage.place('sale', 0, 0, 2);
    await stage.hear(stage.ids);
    const days = (repair: boolean) =>
      orders.provided(ReconcileSumsService).days(stage.day, 1, { repair, ...NOTHING_MOVES });
    expect(await days(false)).toMatchObject({ compared: { 'sums of days': 1 }, differences: [] });
    await spoilDay(text);
    const found = { kind: 'day_sums', key: `${stage.day} GBP` };
    expect((await days(false)).differences).toMatchObject([{ ...found, outcome: 'open' }]);
    expect((await days(true)).differences).toMatchObject([{ ...found, outcome: 'mended' }]);
    expect((await days(false)).differences).toEqual([]);
  });

  it('should be found and mended by the reconciliation when those of a customer’s month are wrong', async () => {
    await stage.place('sale', 0, 0, 2);
    await stage.hear(stage.ids);
    const months = async (repair: boolean) => {
      const options = { repair, ...NOTHING_MOVES };
      const { differences } = await orders
        .provided(ReconcileSumsService)
        .months(stage.bucketOf(0) - (stage.bucketOf(0) % 64), options);
      return differences.filter(({ key }) => key.startsWith(stage.customers[0] ?? ''));
    };
    expect(await months(false)).toEqual([]);
    await spoilCustomer('months', 'UPDATE orders.customer_month SET item_count = 9');
    expect(await months(false)).toMatchObject([{ kind: 'customer_month_sums', outcome: 'open' }]);
    expect(await months(true)).toMatchObject([{ outcome: 'mended' }]);
    expect(await months(false)).toEqual([]);
  });

  it('should not be judged while news of an order may be on their way', async () => {
    await stage.place('sale', 0, 0, 2);
    const days = (quietMs: number) =>
      orders.provided(ReconcileSumsService).days(stage.day, 1, { repair: false, quietMs });
    // Placed long ago, but its lines have not come: nobody has been told of it yet.
    expect((await days(0)).differences).toEqual([]);
    await orders.provided(OrdersService).itemsStored(stage.ids);
    // They have come a moment ago.
    expect((await days(60_000)).differences).toEqual([]);
    expect((await days(-60_000)).differences).toMatchObject([{ kind: 'day_sums', outcome: 'open' }]);
  });
});
