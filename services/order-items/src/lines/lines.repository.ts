import { Injectable } from '@nestjs/common';
import type { Line, OrderLines, ReconciledOrder } from '@tenfold/contracts';
import {
  columnsOf,
  GatheredWrites,
  Months,
  Shards,
  type Gathering,
  type ShardAccess,
} from '@tenfold/database';
import { traceOfEvents, traceOfHeldEvents } from '@tenfold/delivery';
import type { Place } from '@tenfold/http';
import { bucketOfId, newId, timeOfId } from '@tenfold/ids';
import { sumMinor } from '@tenfold/money';
import * as sql from './lines.statements.js';
import { PRODUCTS_PER_EVENT } from './product-events.js';

export interface LineRow {
  readonly currency: string;
  readonly lineNo: number;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly lineTotal: number;
  readonly isCharge: boolean;
}

/** Of an order that is stored together with others: larger ones would keep them waiting. */
const GATHERED_LINES = 100;

interface NotedLines {
  readonly order: OrderLines;
  /** The event as far as it is told before it is gathered, as JSON. */
  readonly note: string;
  readonly trace: string | null;
}

interface StoredRow {
  readonly orderId: string;
  readonly until: string;
}

const STORING: Gathering<NotedLines, StoredRow> = {
  one: sql.STORE_ONE,
  many: sql.STORE_MANY,
  valuesOfOne: valuesOf,
  valuesOfMany: (all) => {
    const lines = all.flatMap(({ order }) =>
      order.lines.map((line) => ({ orderId: order.orderId, ...line })),
    );
    return [
      ...columnsOf(all.map(({ order, note, trace }) => [...setOf(order), note, trace])),
      lines.map(({ orderId }) => orderId),
      ...columnsOfLines(lines),
    ];
  },
  bucketOf: ({ order }) => bucketOfId(order.orderId),
  keyOf: ({ order }) => order.orderId,
  keyOfRow: ({ orderId }) => orderId,
};

@Injectable()
export class LinesRepository {
  private readonly storing: GatheredWrites<NotedLines, StoredRow>;

  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {
    this.storing = new GatheredWrites(shards, STORING);
  }

  /** One statement a shard. @returns the ids of those that were not there yet */
  async store(orders: readonly OrderLines[]): Promise<string[]> {
    const lists = await this.shards.group(
      orders,
      (order) => bucketOfId(order.orderId),
      (shard, group) => this.storeOn(shard, group),
    );
    return lists.flat();
  }

  /** @returns whether they were not there yet; then `GatheringService` has something to do */
  async storeOne(order: OrderLines): Promise<boolean> {
    return (await this.storeNoted(order, false)) !== undefined;
  }

  /** Before the order is written; nobody counts its lines until it is. @returns until when it may be; undefined when they were there already */
  async storeAhead(order: OrderLines): Promise<string | undefined> {
    return (await this.storeNoted(order, true))?.until;
  }

  /** There is the order of these lines. @returns whether it was not known yet */
  async confirm(orderId: string): Promise<boolean> {
    const bucket = bucketOfId(orderId);
    return (await this.shards.forBucket(bucket).query(sql.CONFIRM, [bucket, orderId])).length > 0;
  }

  /** Takes back the lines of orders that were never placed. @returns whose there were, and nobody had counted */
  async discard(orderIds: readonly string[]): Promise<string[]> {
    const lists = await this.shards.group(orderIds, bucketOfId, (shard, group) =>
      shard.query<{ id: string }>(sql.DISCARD, [group.map(bucketOfId), group]),
    );
    return lists.flat().map(({ id }) => id);
  }

  /** @returns false when the lines are not there, or no longer count already */
  async cancel(bucket: number, orderId: string, itemCount: number): Promise<boolean> {
    const values = [bucket, orderId, new Date().toISOString(), eventIds(bucket, itemCount), traceOfEvents()];
    return (await this.shards.forBucket(bucket).query(sql.CANCEL, values)).length > 0;
  }

  /** @returns false when the lines are not there, or an approval has nothing to add to them */
  async approve(bucket: number, orderId: string, itemCount: number): Promise<boolean> {
    const values = [bucket, orderId, eventIds(bucket, itemCount), traceOfEvents()];
    return (await this.shards.forBucket(bucket).query(sql.APPROVE, values)).length > 0;
  }

  /** Writes an event of `subject` that names this order, and no products. */
  async sayAgain(bucket: number, orderId: string, subject: string): Promise<void> {
    const values = [bucket, newId(bucket), subject, orderId, traceOfEvents()];
    await this.shards.forBucket(bucket).query(sql.SAY_AGAIN, values);
  }

  async isCancelled(bucket: number, orderId: string): Promise<boolean> {
    return (await this.shards.forBucket(bucket).read(sql.CANCELLED, [bucket, orderId])).length > 0;
  }

  async isApproved(bucket: number, orderId: string): Promise<boolean> {
    return (await this.shards.forBucket(bucket).query(sql.APPROVED, [bucket, orderId])).length > 0;
  }

  /**
   * @param owner only this customer's; null for any
   * @param members those that have to be read; all when left out
   */
  async list(
    bucket: number,
    orderId: string,
    owner: string | null,
    { direction, key: [lineNo = 0] }: Place,
    limit: number,
    members?: readonly string[],
  ): Promise<LineRow[]> {
    const values = [bucket, orderId, owner, lineNo, limit, members ?? null];
    return this.shards.forBucket(bucket).read<LineRow>(sql.LIST[direction], values);
  }

  async find(
    bucket: number,
    orderId: string,
    owner: string | null,
    lineNo: number,
    members?: readonly string[],
  ): Promise<LineRow | undefined> {
    const values = [bucket, orderId, owner, lineNo, members ?? null];
    return (await this.shards.forBucket(bucket).read<LineRow>(sql.FIND, values))[0];
  }

  async reconcile(orderIds: readonly string[]): Promise<ReconciledOrder[]> {
    const lists = await this.shards.group(orderIds, bucketOfId, (shard, group) =>
      shard.read<ReconciledOrder>(sql.RECONCILE, [group.map(bucketOfId), group]),
    );
    return lists.flat();
  }

  private storeNoted(order: OrderLines, ahead: boolean): Promise<StoredRow | undefined> {
    const noted = { order, note: noteOf(order, ahead), trace: traceOfHeldEvents() };
    const shard = this.shards.forId(order.orderId);
    return this.months.within(shard, [timeOfId(order.orderId)], async () => {
      if (order.lines.length <= GATHERED_LINES) return this.storing.write(noted);
      return (await shard.query<StoredRow>(sql.STORE_ONE, valuesOf(noted)))[0];
    });
  }

  private async storeOn(shard: ShardAccess, orders: readonly OrderLines[]): Promise<string[]> {
    const lines = orders.flatMap((order) => order.lines.map((line) => ({ orderId: order.orderId, ...line })));
    const values = [
      ...columnsOf(orders.map(setOf)),
      lines.map((line) => line.orderId),
      ...columnsOfLines(lines),
      eventIds(bucketOfId(orders[0]?.orderId ?? ''), lines.length),
      traceOfEvents(),
    ];
    const times = orders.map((order) => timeOfId(order.orderId));
    const rows = await this.months.within(shard, times, () =>
      shard.query<{ orderId: string }>(sql.STORE, values),
    );
    return rows.map((row) => row.orderId);
  }
}

function valuesOf({ order, note, trace }: NotedLines): unknown[] {
  return [...setOf(order), ...columnsOfLines(order.lines), note, trace];
}

function setOf({ orderId, customerId, currency, kind, source, approved, lines }: OrderLines): unknown[] {
  const total = sumMinor(lines.map((line) => line.lineTotal));
  const placedAt = new Date(timeOfId(orderId)).toISOString();
  return [
    bucketOfId(orderId),
    orderId,
    customerId,
    currency,
    kind,
    source,
    lines.length,
    total,
    placedAt,
    approved ?? null,
  ];
}

function columnsOfLines(lines: readonly Line[]): unknown[][] {
  return [
    lines.map((line) => line.lineNo),
    lines.map((line) => line.sku),
    lines.map((line) => line.title),
    lines.map((line) => line.quantity),
    lines.map((line) => line.unitPrice),
    lines.map((line) => line.lineTotal),
    lines.map((line) => line.isCharge),
  ];
}

/** Enough to see that these products have something in flight, and whether the order is there. */
function noteOf({ orderId, lines }: OrderLines, ahead: boolean): string {
  const products = lines.map(({ sku }) => ({ sku: sku.toUpperCase() }));
  return JSON.stringify({ orderIds: [orderId], products, ...(ahead ? { ahead } : {}) });
}

/** One for every event that so many lines can lead to: ids are made here, or a statement could not be repeated. */
function eventIds(bucket: number, lines: number): string[] {
  return Array.from({ length: Math.ceil(lines / PRODUCTS_PER_EVENT) }, () => newId(bucket));
}
