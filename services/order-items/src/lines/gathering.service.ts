import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import { scatter, Shards, type ShardAccess } from '@tenfold/database';
import { newId } from '@tenfold/ids';
import { requestContext, type Logger, type TraceContext } from '@tenfold/observability';
import * as sql from './gathering.statements.js';
import { PRODUCTS_PER_EVENT } from './product-events.js';

interface Note {
  readonly bucket: number;
  readonly id: string;
  /** A JSON list of one. */
  readonly orderIds: string;
  readonly products: number;
  readonly traceContext: TraceContext | null;
}

/** How long the first order of an event waits for others: sums are behind by that much, and cost a part of what they did. */
const GATHER_MS = 200;
/** Orders in one event, well below what its contract allows. */
const BATCH = 100;

/**
 * Makes one event of the orders whose lines were stored one by one. An event an order cost more than its lines: a message that is
 * synced to the disk, its acknowledgements, and an update of each sum that it is a part of.
 */
@Injectable()
export class GatheringService implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly shards: Shards,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Lines have been stored, and with them a note: it is taken up soon. */
  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.round = requestContext.clean(() => this.guarded());
    }, GATHER_MS);
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
    await scatter(this.shards, async (shard, own) => {
      while ((await this.gatherSome(shard, own)) === BATCH);
      return [];
    });
  }

  private async gatherSome(shard: ShardAccess, own: string): Promise<number> {
    const notes = await shard.query<Note>(sql.LIST_NOTES, [BATCH, own]);
    const [first] = notes;
    if (first === undefined) return 0;
    const products = notes.reduce((total, note) => total + note.products, 0);
    await shard.query(sql.GATHER, [
      notes.map(({ bucket }) => bucket),
      notes.map(({ id }) => id),
      notes.map(({ orderIds }) => (JSON.parse(orderIds) as [string])[0]),
      Array.from({ length: Math.ceil(products / PRODUCTS_PER_EVENT) }, () => newId(first.bucket)),
      first.traceContext === null ? null : JSON.stringify(first.traceContext),
    ]);
    return notes.length;
  }

  private async guarded(): Promise<void> {
    try {
      await this.gather();
    } catch (error) {
      this.log.warn({ err: error }, 'stored lines not gathered, the next round tries again');
    }
  }
}

/** For what a process has noted that did not live to gather it. */
export const gathering = periodic({
  name: 'gathering of stored lines',
  everyMs: 15_000,
  atOnce: true,
  inject: GatheringService,
  run: (service) => service.gather(),
});
