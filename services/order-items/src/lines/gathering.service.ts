import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import { MAX_BATCH_ORDERS, type OrderLines } from '@tenfold/contracts';
import { ALL_IDS, scatter, Shards, type ShardAccess } from '@tenfold/database';
import { wakeRelays } from '@tenfold/delivery';
import { requestContext, type Logger } from '@tenfold/observability';
import * as sql from './gathering.statements.js';
import { LinesRepository } from './lines.repository.js';
import { NoteEvents, type Note } from './note-events.js';
import { PlacedOrders } from './placed-orders.js';

interface FoundNote extends Note {
  readonly orderId: string;
  readonly lines: number;
  /** Its lines were stored before the order was placed: it may not have been. */
  readonly ahead: boolean;
  /** A moment old, so that its order may come yet; and a minute old, so that it cannot. */
  readonly recent: boolean;
  readonly lost: boolean;
}

interface Gathered {
  readonly gathered: number;
  /** Whether some wait for their orders. */
  readonly waiting: boolean;
}

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
/** Lines of one transaction, which have to be read again where another process has stored them. */
const MOST_LINES = 20_000;

/**
 * Makes one event of the orders whose lines were stored one by one. An event an order cost more than its lines: a message that is
 * synced to the disk, its acknowledgements, and an update of each sum that it is a part of.
 */
@Injectable()
export class GatheringService implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = GATHER_MS;
  /** Under way, one at a time. */
  private round: Promise<void> | undefined;
  /** Something has come since it began. */
  private again = false;
  private closing = false;

  constructor(
    private readonly shards: Shards,
    private readonly lines: LinesRepository,
    private readonly placed: PlacedOrders,
    private readonly events: NoteEvents,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Lines have been stored, and with them a note: it is taken up soon. */
  soon(order: OrderLines): void {
    this.events.remember(order);
    this.later();
  }

  /** What this process has noted does not wait for another one to find it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.round;
    this.closing = true;
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    await this.gather();
  }

  /** All notes of the shards that this process reaches. */
  async gather(): Promise<void> {
    const all = await scatter(this.shards, async (shard, own) => [await this.guarded(shard, own)]);
    const gathered = all.flat().reduce((sum, one) => sum + one.gathered, 0);
    this.pauseMs = gathered < MANY ? GATHER_MS : GATHER_BUSY_MS;
    if (all.flat().some(({ waiting }) => waiting)) this.later();
  }

  private later(): void {
    this.again = true;
    if (this.round !== undefined || this.closing) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.again = false;
      this.round = requestContext
        .clean(() => this.gather())
        .catch((error: unknown) => this.failed(error))
        .finally(() => {
          this.round = undefined;
          if (this.again) this.later();
        });
    }, this.pauseMs);
  }

  /** What is wrong with one shard is no reason to leave the others. */
  private async guarded(shard: ShardAccess, own: string): Promise<Gathered> {
    try {
      return await this.gatherFrom(shard, own);
    } catch (error) {
      this.failed(error);
      return { gathered: 0, waiting: false };
    }
  }

  private async gatherFrom(shard: ShardAccess, own: string): Promise<Gathered> {
    let [gathered, waiting, answers, after] = [0, false, true, ALL_IDS.from];
    for (;;) {
      const notes = await shard.query<FoundNote>(sql.NOTES, [BATCH, own, after]);
      const ahead = notes.filter((note) => note.ahead).map(({ orderId }) => orderId);
      // Asked once in vain, nobody is asked again in this round.
      const placed = answers ? await this.placed.among(ahead) : undefined;
      answers = placed !== undefined;
      const ready = notes.filter((note) => !note.ahead || placed?.has(note.orderId) === true);
      for (const some of chunksOf(ready)) gathered += await this.events.make(shard, some);
      if (ready.length > 0) wakeRelays();
      const others = notes.filter((note) => !ready.includes(note));
      const lost = answers ? others.filter((note) => note.lost) : [];
      if (lost.length > 0) await this.lines.discard(lost.map(({ orderId }) => orderId));
      waiting ||= others.some((note) => note.recent);
      if (notes.length < BATCH) return { gathered, waiting };
      after = notes.at(-1)?.id ?? after;
    }
  }

  private failed(error: unknown): void {
    this.log.warn({ err: error }, 'stored lines not gathered, the next round tries again');
  }
}

/** Notes of one transaction each. */
function chunksOf(notes: readonly FoundNote[]): FoundNote[][] {
  const chunks: FoundNote[][] = [];
  let lines = Infinity;
  for (const note of notes) {
    lines += note.lines;
    if (lines <= MOST_LINES) chunks.at(-1)?.push(note);
    else {
      chunks.push([note]);
      lines = note.lines;
    }
  }
  return chunks;
}

/** For what a process has noted that did not live to gather it. */
export const gathering = periodic({
  name: 'gathering of stored lines',
  everyMs: 15_000,
  atOnce: true,
  inject: GatheringService,
  run: (service) => service.gather(),
});
