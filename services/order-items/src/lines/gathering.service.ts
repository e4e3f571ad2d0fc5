import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import { MAX_BATCH_ORDERS, type OrderLines } from '@tenfold/contracts';
import { ALL_IDS, scatter, Shards, type Queryable, type ShardAccess } from '@tenfold/database';
import { wakeRelays } from '@tenfold/delivery';
import { newId } from '@tenfold/ids';
import { requestContext, type Logger, type TraceContext } from '@tenfold/observability';
import * as sql from './gathering.statements.js';
import { LinesRepository } from './lines.repository.js';
import { PlacedOrders } from './placed-orders.js';
import { PRODUCTS_PER_EVENT } from './product-events.js';
import { salesOf, type SoldOrder } from './product-sales.js';
import { StoredHere } from './stored-here.js';

interface Note {
  readonly bucket: number;
  readonly id: string;
  readonly orderId: string;
  /** Its lines were stored before the order was placed: it may not have been. */
  readonly ahead: boolean;
  /** A moment old, so that its order may come yet; and a minute old, so that it cannot. */
  readonly recent: boolean;
  readonly lost: boolean;
}

interface TakenNote {
  readonly bucket: number;
  readonly orderId: string;
  readonly traceContext: TraceContext | null;
}

type LineOf = Omit<SoldOrder, 'lines'> & SoldOrder['lines'][number];

/** How long the first order of an event waits for others: sums are behind by that much, and cost a part of what they did. */
const GATHER_MS = 200;
/**
 * The same while many come. An event has each product once, however many of its orders have it, and each product costs three rows: at 170
 * orders of 20 lines a second, of 2,000 products, that is 10 products an order instead of 17.
 */
const GATHER_BUSY_MS = 1_000;
/** Notes found at once, from which on it is busy: 50 orders a second, and it stays so down to 10. */
const MANY = 10;
/** Orders in one event: as many as its contract allows. */
const BATCH = MAX_BATCH_ORDERS;

/**
 * Makes one event of the orders whose lines were stored one by one. An event an order cost more than its lines: a message that is
 * synced to the disk, its acknowledgements, and an update of each sum that it is a part of.
 */
@Injectable()
export class GatheringService implements BeforeApplicationShutdown {
  private readonly storedHere = new StoredHere();
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = GATHER_MS;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly shards: Shards,
    private readonly lines: LinesRepository,
    private readonly placed: PlacedOrders,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Lines have been stored, and with them a note: it is taken up soon. */
  soon(order: OrderLines): void {
    this.storedHere.remember(order);
    this.later();
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.round = requestContext.clean(() => this.guarded());
    }, this.pauseMs);
  }

  /** What this process has noted does not wait for another one to find it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.round;
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    await this.guarded();
  }

  /** All notes of the shards that this process reaches. */
  async gather(): Promise<void> {
    const all = (
      await scatter(this.shards, async (shard, own) => [await this.gatherFrom(shard, own)])
    ).flat();
    const gathered = all.reduce((sum, one) => sum + one.gathered, 0);
    this.pauseMs = gathered < MANY ? GATHER_MS : GATHER_BUSY_MS;
    if (all.some(({ waiting }) => waiting)) this.later();
  }

  /** @returns how many notes became events, and whether some wait for their orders */
  private async gatherFrom(shard: ShardAccess, own: string): Promise<{ gathered: number; waiting: boolean }> {
    let [gathered, waiting, after] = [0, false, ALL_IDS.from];
    for (;;) {
      const notes = await shard.query<Note>(sql.NOTES, [BATCH, own, after]);
      const placed = await this.placed.among(
        notes.filter(({ ahead }) => ahead).map(({ orderId }) => orderId),
      );
      const ready = notes.filter(({ ahead, orderId }) => !ahead || placed?.has(orderId) === true);
      if (ready.length > 0) gathered += await this.makeEvents(shard, ready);
      const others = notes.filter((note) => !ready.includes(note));
      const lost = placed === undefined ? [] : others.filter((note) => note.lost);
      if (lost.length > 0) await this.lines.discard(lost.map(({ orderId }) => orderId));
      waiting ||= others.some((note) => note.recent);
      if (notes.length < BATCH) return { gathered, waiting };
      after = notes.at(-1)?.id ?? after;
    }
  }

  /**
   * Notes go and their events come in one transaction, or an order would count twice, or never.
   * @returns how many notes there were still
   */
  private async makeEvents(shard: ShardAccess, notes: readonly Note[]): Promise<number> {
    const gathered = await shard.transaction(async (tx) => {
      const keys = [notes.map(({ bucket }) => bucket), notes.map(({ id }) => id)];
      const taken = await tx.query<TakenNote>(sql.TAKE_NOTES, keys);
      const [first] = taken;
      if (first === undefined) return 0;
      const products = salesOf(await this.ordersOf(tx, taken));
      const orderIds = taken.map(({ orderId }) => orderId);
      const events = chunksOf(products, PRODUCTS_PER_EVENT).map((some, index) =>
        JSON.stringify({ orderIds: index === 0 ? orderIds : [], products: some }),
      );
      await tx.query(sql.WRITE_EVENTS, [
        first.bucket,
        events.map(() => newId(first.bucket)),
        events,
        first.traceContext === null ? null : JSON.stringify(first.traceContext),
      ]);
      return taken.length;
    });
    if (gathered > 0) wakeRelays();
    return gathered;
  }

  private async ordersOf(tx: Queryable, notes: readonly TakenNote[]): Promise<SoldOrder[]> {
    const orders: SoldOrder[] = [];
    const others: TakenNote[] = [];
    for (const note of notes) {
      const order = this.storedHere.take(note.orderId);
      if (order === undefined) others.push(note);
      else orders.push(order);
    }
    if (others.length === 0) return orders;
    const rows = await tx.query<LineOf>(sql.LINES_OF, [
      others.map(({ bucket }) => bucket),
      others.map(({ orderId }) => orderId),
    ]);
    const groups = [...Map.groupBy(rows, ({ orderId }) => orderId).values()];
    return [
      ...orders,
      ...groups.flatMap((lines) => (lines[0] === undefined ? [] : [{ ...lines[0], lines }])),
    ];
  }

  private async guarded(): Promise<void> {
    try {
      await this.gather();
    } catch (error) {
      this.log.warn({ err: error }, 'stored lines not gathered, the next round tries again');
    }
  }
}

/** At least one: orders without products do not exist, and are to be named all the same. */
function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
  return chunks.length === 0 ? [[]] : chunks;
}

/** For what a process has noted that did not live to gather it. */
export const gathering = periodic({
  name: 'gathering of stored lines',
  everyMs: 15_000,
  atOnce: true,
  inject: GatheringService,
  run: (service) => service.gather(),
});
