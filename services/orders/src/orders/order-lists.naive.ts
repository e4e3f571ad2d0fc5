import { Injectable } from '@nestjs/common';
import { scatter, scatterAvailable, Shards, statement } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import type { Completeness, OrderFilter, OrderListsRepository } from './order-lists.repository.js';
import { HISTORY_COLUMNS } from './order-lists.statements.js';
import { COLUMNS } from './orders.statements.js';
import type { HistoryRow, OrderRow } from './orders.repository.js';

export const WHOLE_LIST_OF_CUSTOMER = statement(
  'orders.whole-list-of-customer',
  `SELECT ${COLUMNS} FROM orders.header h WHERE h.bucket = $1 AND h.customer_id = $2
  AND h.id >= $3 AND h.id < $4 AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
LIMIT ${WHOLE_LIST_LIMIT}`,
);

export const WHOLE_LIST = statement(
  'orders.whole-list',
  `SELECT ${COLUMNS} FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $5::int4multirange
LIMIT ${WHOLE_LIST_LIMIT}`,
);

export const WHOLE_HISTORY = statement(
  'orders.whole-history',
  `SELECT ${HISTORY_COLUMNS} FROM orders.history WHERE bucket = $1 AND order_id = $2 LIMIT ${WHOLE_LIST_LIMIT}`,
);

/** The lists without `pagination`: all of a list is read for every page of it, sorted here, and thrown away but for the page. */
@Injectable()
export class NaiveOrderLists implements Pick<OrderListsRepository, 'orders' | 'history'> {
  constructor(private readonly shards: Shards) {}

  async orders(
    filter: OrderFilter,
    place: Place,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<OrderRow>> {
    const { rows, incomplete } = await this.all(filter, completeness);
    const newestFirst = rows.toSorted((a, b) => (a.id > b.id ? -1 : 1));
    const toKey = (row: OrderRow, [id]: readonly unknown[]): number =>
      row.id === id ? 0 : row.id < String(id) ? 1 : -1;
    return { rows: readFrom(newestFirst, place, toKey, limit), incomplete };
  }

  async history(bucket: number, orderId: string, place: Place, limit: number): Promise<HistoryRow[]> {
    const rows = await this.shards.forBucket(bucket).read<HistoryRow>(WHOLE_HISTORY, [bucket, orderId]);
    const firstFirst = assertWholeList(rows).toSorted((a, b) => a.version - b.version);
    return readFrom(firstFirst, place, (row, [version]) => row.version - Number(version), limit);
  }

  private async all(
    { customerId, status, kind, placed: { from, below } }: OrderFilter,
    completeness: Completeness,
  ): Promise<FoundRows<OrderRow>> {
    const values = [from, below, status, kind];
    if (customerId !== null) {
      const bucket = bucketOf(customerId);
      const rows = await this.shards
        .forBucket(bucket)
        .read<OrderRow>(WHOLE_LIST_OF_CUSTOMER, [bucket, customerId, ...values]);
      return { rows: assertWholeList(rows), incomplete: false };
    }
    const { lists, incomplete } =
      completeness === 'available'
        ? await scatterAvailable(this.shards, (shard, own) =>
            shard.read<OrderRow>(WHOLE_LIST, [...values, own]),
          )
        : {
            lists: await scatter(this.shards, (shard, own) =>
              shard.read<OrderRow>(WHOLE_LIST, [...values, own]),
            ),
            incomplete: false,
          };
    return { rows: lists.flatMap((rows) => assertWholeList(rows)), incomplete };
  }
}
