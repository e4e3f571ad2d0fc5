import { Injectable } from '@nestjs/common';
import { periodic } from '@tenfold/bootstrap';
import { linesCancelled, linesStored } from '@tenfold/contracts';
import { scatter, Shards, type ShardAccess } from '@tenfold/database';
import { Inbox, type Received } from '@tenfold/delivery';
import { bucketOf } from '@tenfold/ids';
import * as sql from './confirmation.statements.js';

/** Who adds what an event says to the sales of products: the names under which their inbox knows it. */
export const PRODUCT_CONSUMERS = {
  [linesStored.subject]: 'products-stored',
  [linesCancelled.subject]: 'products-cancelled',
} as const;

/**
 * How long an event of lines stays in the outbox at least. A comparison that begins and ends within this time finds every
 * change that was made meanwhile still there.
 */
export const CONFIRMED_AFTER_MS = 60_000;

const PAGE = 500;
/** Pages of one round on one shard: a round is bounded, and the next one begins where nothing is left of this one. */
const PAGES = 20;

interface Unconfirmed {
  readonly bucket: number;
  readonly id: string;
  readonly subject: string;
  readonly position: string;
  readonly skus: readonly string[];
}

/**
 * Takes events of lines out of the outbox once every product that they name has counted them. Until then they stay, and are
 * published again: what a stream has lost comes back by itself.
 */
@Injectable()
export class ConfirmationService {
  constructor(
    private readonly shards: Shards,
    private readonly inbox: Inbox,
  ) {}

  /** @returns how many events are confirmed now */
  async confirm(afterMs: number): Promise<number> {
    const counts = await scatter(this.shards, async (shard, own) => [
      await this.confirmOn(shard, own, afterMs),
    ]);
    return counts.flat().reduce((total, count) => total + count, 0);
  }

  private async confirmOn(shard: ShardAccess, own: string, afterMs: number): Promise<number> {
    let position: readonly [time: string, id: string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    let confirmed = 0;
    for (let page = 0; page < PAGES; page += 1) {
      const events = await shard.query<Unconfirmed>(sql.LIST_UNCONFIRMED, [
        afterMs / 1_000,
        ...position,
        PAGE,
        own,
      ]);
      const done = await this.counted(events);
      if (done.length > 0)
        await shard.query(sql.CONFIRM, [done.map(({ bucket }) => bucket), done.map(({ id }) => id)]);
      confirmed += done.length;
      const last = events.at(-1);
      if (last === undefined || events.length < PAGE) break;
      position = [last.position, last.id];
    }
    return confirmed;
  }

  /** Those that every one of their products has counted. */
  private async counted(events: readonly Unconfirmed[]): Promise<Unconfirmed[]> {
    const asked = events.flatMap(receiptsOf);
    if (asked.length === 0) return [...events];
    const known = new Set((await this.inbox.known(unique(asked))).map(nameOf));
    return events.filter((event) => receiptsOf(event).every((receipt) => known.has(nameOf(receipt))));
  }
}

export const confirmation = periodic({
  name: 'confirmation of counted sales',
  everyMs: 15_000,
  inject: ConfirmationService,
  run: async (service) => void (await service.confirm(CONFIRMED_AFTER_MS)),
});

function receiptsOf({ id, subject, skus }: Unconfirmed): Received[] {
  const consumer = (PRODUCT_CONSUMERS as Readonly<Record<string, string>>)[subject] ?? '';
  return skus.map((sku) => ({ bucket: bucketOf(sku), consumer, messageId: id }));
}

function unique(receipts: readonly Received[]): Received[] {
  return [...new Map(receipts.map((receipt) => [nameOf(receipt), receipt])).values()];
}

function nameOf({ bucket, consumer, messageId }: Received): string {
  return `${bucket} ${consumer} ${messageId}`;
}
