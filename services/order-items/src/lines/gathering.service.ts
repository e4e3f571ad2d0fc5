import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import { MAX_BATCH_ORDERS, type OrderLines } from '@tenfold/contracts';
import { scatter, Shards, type Queryable, type ShardAccess } from '@tenfold/database';
import { wakeRelays } from '@tenfold/delivery';
import { newId } from '@tenfold/ids';
import { requestContext, type Logger, type TraceContext } from '@tenfold/observability';
import * as sql from './gathering.statements.js';
import { PRODUCTS_PER_EVENT } from './product-events.js';
import { salesOf, type SoldOrder } from './product-sales.js';
import { StoredHere } from './stored-here.js';

interface Note {
  readonly bucket: number;
  readonly id: string;
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
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Lines have been stored, and with them a note: it is taken up soon. */
  soon(order: OrderLines): void {
    this.storedHere.remember(order);
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
    let all = 0;
    await scatter(this.shards, async (shard, own) => {
      for (let some = BATCH; some === BATCH; all += some) some = await this.gatherSome(shard, own);
      return [];
    });
    this.pauseMs = all < MANY ? GATHER_MS : GATHER_BUSY_MS;
  }

  /**
   * Notes go and their events come in one transaction, or an order would count twice, or never.
   * @returns how many notes it were
   */
  private async gatherSome(shard: ShardAccess, own: string): Promise<number> {
    const gathered = await shard.transaction(async (tx) => {
      const notes = await tx.query<Note>(sql.TAKE_NOTES, [BATCH, own]);
      const [first] = notes;
      if (first === undefined) return 0;
      const products = salesOf(await this.ordersOf(tx, notes));
      const orderIds = notes.map(({ orderId }) => orderId);
      const events = chunksOf(products, PRODUCTS_PER_EVENT).map((some, index) =>
        JSON.stringify({ orderIds: index === 0 ? orderIds : [], products: some }),
      );
      await tx.query(sql.WRITE_EVENTS, [
        first.bucket,
        events.map(() => newId(first.bucket)),
        events,
        first.traceContext === null ? null : JSON.stringify(first.traceContext),
      ]);
      return notes.length;
    });
    if (gathered > 0) wakeRelays();
    return gathered;
  }

  private async ordersOf(tx: Queryable, notes: readonly Note[]): Promise<SoldOrder[]> {
    const orders: SoldOrder[] = [];
    const others: Note[] = [];
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
