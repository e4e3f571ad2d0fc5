import { Injectable } from '@nestjs/common';
import { periodic } from '@tenfold/bootstrap';
import { linesApproved, linesCancelled, linesStored } from '@tenfold/contracts';
import { scatter, Shards, type ShardAccess } from '@tenfold/database';
import { Inbox, type Received } from '@tenfold/delivery';
import { bucketOf } from '@tenfold/ids';
import * as sql from './confirmation.statements.js';

/** Who adds what an event says to the sales of products: the names under which their inbox knows it. */
export const PRODUCT_CONSUMERS = {
  [linesStored.subject]: 'products-stored',
  [linesApproved.subject]: 'products-approved',
  [linesCancelled.subject]: 'products-cancelled',
} as const;

/**
 * How long an event of lines stays in the outbox at least. A comparison that begins and ends within this time finds every
 * change that was made meanwhile still there.
 */
export const CONFIRMED_AFTER_MS = 60_000;

type Position = readonly [time: string, id: string];
const BEGIN: Position = ['-infinity', '00000000-0000-0000-0000-000000000000'];

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
    const positions = new Map<string, Position>();
    let confirmed = 0;
    for (let page = 0; page < PAGES; page += 1) {
      const lists = await scatter(this.shards, async (shard, own) => {
        const from = page === 0 ? BEGIN : positions.get(shard.name);
        if (from === undefined) return [];
        const { done, next } = await this.confirmPage(shard, own, from, afterMs);
        if (next === undefined) positions.delete(shard.name);
        else positions.set(shard.name, next);
        return [done];
      });
      confirmed += lists.flat().reduce((total, count) => total + count, 0);
      if (positions.size === 0) break;
    }
    return confirmed;
  }

  private async confirmPage(
    shard: ShardAccess,
    own: string,
    from: Position,
    afterMs: number,
  ): Promise<{ done: number; next: Position | undefined }> {
    const values = [afterMs / 1_000, ...from, PAGE, own];
    const events = await shard.query<Unconfirmed>(sql.LIST_UNCONFIRMED, values);
    const done = await this.counted(events);
    if (done.length > 0)
      await shard.query(sql.CONFIRM, [done.map(({ bucket }) => bucket), done.map(({ id }) => id)]);
    const last = events.length < PAGE ? undefined : events.at(-1);
    return { done: done.length, next: last && [last.position, last.id] };
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
  everyMsAtRest: CONFIRMED_AFTER_MS,
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
