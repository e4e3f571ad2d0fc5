import { Injectable } from '@nestjs/common';
import type { Line, OrderLines, ReconciledMonth } from '@tenfold/contracts';
import { addUp, Months, scatter, Shards, type ShardAccess } from '@tenfold/database';
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

@Injectable()
export class LinesRepository {
  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {}

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
    const { orderId, lines } = order;
    const [bucket, placedMs] = [bucketOfId(orderId), timeOfId(orderId)];
    const shard = this.shards.forBucket(bucket);
    const values = [
      bucket,
      orderId,
      order.customerId,
      order.currency,
      order.kind,
      order.source,
      lines.length,
      sumMinor(lines.map((line) => line.lineTotal)),
      new Date(placedMs).toISOString(),
      ...columnsOf(lines),
      newId(bucket),
      JSON.stringify(noteOf(order)),
      traceOfHeldEvents(),
    ];
    return (await this.months.within(shard, [placedMs], () => shard.query(sql.STORE_ONE, values))).length > 0;
  }

  /** @returns false when the lines are not there, or no longer count already */
  async cancel(bucket: number, orderId: string, itemCount: number): Promise<boolean> {
    const values = [bucket, orderId, new Date().toISOString(), eventIds(bucket, itemCount), traceOfEvents()];
    return (await this.shards.forBucket(bucket).query(sql.CANCEL, values)).length > 0;
  }

  /** Writes an event of `subject` that names this order, and no products. */
  async sayAgain(bucket: number, orderId: string, subject: string): Promise<void> {
    const values = [bucket, newId(bucket), subject, orderId, traceOfEvents()];
    await this.shards.forBucket(bucket).query(sql.SAY_AGAIN, values);
  }

  async isCancelled(bucket: number, orderId: string): Promise<boolean> {
    return (await this.shards.forBucket(bucket).read(sql.CANCELLED, [bucket, orderId])).length > 0;
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

  async reconcile(source: string): Promise<ReconciledMonth[]> {
    const rows = await scatter(this.shards, (shard, own) =>
      shard.read<ReconciledMonth>(sql.RECONCILE, [source, own]),
    );
    return addUp(rows.flat(), ['month', 'kind', 'currency'], ['orders', 'lines', 'total']);
  }

  private async storeOn(shard: ShardAccess, orders: readonly OrderLines[]): Promise<string[]> {
    const lines = orders.flatMap((order) => order.lines.map((line) => ({ orderId: order.orderId, ...line })));
    const values = [
      orders.map((order) => bucketOfId(order.orderId)),
      orders.map((order) => order.orderId),
      orders.map((order) => order.customerId),
      orders.map((order) => order.currency),
      orders.map((order) => order.kind),
      orders.map((order) => order.source),
      orders.map((order) => order.lines.length),
      orders.map((order) => sumMinor(order.lines.map((line) => line.lineTotal))),
      orders.map((order) => new Date(timeOfId(order.orderId)).toISOString()),
      lines.map((line) => line.orderId),
      ...columnsOf(lines),
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

function columnsOf(lines: readonly Line[]): unknown[] {
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

/** The event as far as it is told before it is gathered: enough to see that these products have something in flight. */
function noteOf({ orderId, lines }: OrderLines): object {
  return { orderIds: [orderId], products: lines.map(({ sku }) => ({ sku: sku.toUpperCase() })) };
}

/** One for every event that so many lines can lead to: ids are made here, or a statement could not be repeated. */
function eventIds(bucket: number, lines: number): string[] {
  return Array.from({ length: Math.ceil(lines / PRODUCTS_PER_EVENT) }, () => newId(bucket));
}
