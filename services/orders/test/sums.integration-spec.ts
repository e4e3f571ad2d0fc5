import { Inbox } from '@tenfold/delivery';
import fc from 'fast-check';
import { CustomersRepository } from '../src/customers/customers.repository.js';
import { ReconcileSumsService } from '../src/reconcile/reconcile-sums.service.js';
import { FactsRepository } from '../src/sums/facts.repository.js';
import { SumsService } from '../src/sums/sums.service.js';
import { OrdersApp } from './orders-app.js';
import { Stage } from './sums-stage.js';

const SEED = Number(process.env['TENFOLD_SEED'] ?? Date.now() % 1_000_000);
const RUNS = Number(process.env['TENFOLD_RUNS'] ?? 12);
const LATER = 'infinity';

const day = fc.nat(1);
const someone = fc.nat(1);
const pick = fc.nat(1_000);
const kind = fc.constantFrom('sale' as const, 'return' as const);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('place' as const), kind, day, someone, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('import' as const), kind, day, someone, pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('confirm' as const), pick }) },
  // Some of what was said, in any order, some of it twice.
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('hear' as const),
      picks: fc.array(pick, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hear-and-die' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const), day, someone }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconcile' as const), day }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Real: HTTP, tokens, Postgres (two shards). No NATS: the events are handed over here, in the order that the history says. */
describe(`sums after any history (seed ${SEED})`, () => {
  let orders: OrdersApp;
  let sums: SumsService;

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
    sums = orders.provided(SumsService);
  });
  afterAll(() => orders?.stop());

  /** @param inbox false: orders are forgotten once they are counted */
  const play = async (history: readonly Step[], inbox = true): Promise<Stage> => {
    const stage = await Stage.on(orders);
    const hear = async (ids: readonly string[]): Promise<void> => {
      if (!inbox) await stage.forget(ids);
      await stage.hear(ids);
    };
    const perform = async (one: Step): Promise<void> => {
      const chosen = (at: number): string | undefined => stage.ids[at % stage.ids.length];
      switch (one.do) {
        case 'place':
          return void (await stage.place(one.kind, one.day, one.someone, (one.pick % 5) + 1));
        case 'import':
          return void (await stage.import(one.kind, one.day, one.pick % 3 === 0 ? null : one.someone));
        case 'cancel':
          return cancel(stage, chosen(one.pick));
        case 'confirm':
          return confirm(stage, chosen(one.pick));
        case 'hear':
          return hear(one.picks.flatMap((at) => chosen(at) ?? []));
        case 'hear-and-die':
          return die(chosen(one.pick));
        case 'rebuild':
          return rebuild(stage, one.day, one.someone);
        case 'reconcile':
          // Whatever differs then is merely late: mended, it is not late any more.
          await orders
            .provided(ReconcileSumsService)
            .days(stage.dayAt(one.day), 1, { repair: true, quietMs: -60_000 });
      }
    };
    for (const one of history) await stage.act(() => perform(one));
    // In the end everything is heard, and heard again.
    await stage.act(() => hear(stage.ids.toReversed()));
    await stage.act(() => hear(stage.ids));
    return stage;
  };
  /** The customer's sums have it; the process ends before the day's have. */
  const die = async (id: string | undefined): Promise<void> => {
    if (id === undefined) return;
    const facts = await orders.provided(FactsRepository).ofOrders([id]);
    await orders.provided(CustomersRepository).months.apply(facts);
  };
  const rebuild = async (stage: Stage, at: number, customer: number): Promise<void> => {
    await sums.recountDay(stage.dayAt(at), { write: true, quietSince: LATER });
    await sums.recountCustomers(stage.bucketOf(customer), { write: true, quietSince: LATER });
  };

  const history = fc.array(step, { minLength: 4, maxLength: 18 });

  it('should be those of the orders that there are', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const stage = await play(steps);
        expect(await stage.told()).toEqual(await stage.counted());
      }),
      { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 60_000, endOnFailure: true },
    );
  }, 120_000);

  it('should keep what was received of late from the sweep of the inbox', async () => {
    const stage = await play([{ do: 'place', kind: 'sale', day: 0, someone: 0, pick: 1 }]);
    await orders.provided(Inbox).sweep('2020-01-01T00:00:00Z', 1_000);
    await stage.act(() => stage.hear(stage.ids));
    expect(await stage.told()).toEqual(await stage.counted());
  });

  it('should be wrong without the inbox', async () => {
    const stage = await play([{ do: 'place', kind: 'sale', day: 0, someone: 0, pick: 1 }], false);
    expect(await stage.told()).not.toEqual(await stage.counted());
  });
});

/** What is not pending any more is left as it is. */
async function confirm(stage: Stage, id: string | undefined): Promise<void> {
  if (id !== undefined) await stage.confirm(id).catch(() => undefined);
}

/** Imported orders are closed and cancelled ones are gone: those are left as they are. */
async function cancel(stage: Stage, id: string | undefined): Promise<void> {
  if (id !== undefined) await stage.cancel(id).catch(() => undefined);
}
