import { Injectable } from '@nestjs/common';
import { scatter, Shards, statement } from '@tenfold/database';
import { bucketOf, timeOfId } from '@tenfold/ids';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import {
  byKey,
  type ExportedLine,
  type ExportedLinesRepository,
  type LinesFilter,
} from './exported-lines.repository.js';
import { COLUMNS } from './lines.statements.js';

const whole = (from: string): string => `SELECT l.bucket, l.order_id AS "orderId", s.currency, ${COLUMNS}
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE ${from} AND l.order_id >= $1 AND l.order_id < $2 AND s.order_id >= $1 AND s.order_id < $2
  AND ($3::text IS NULL OR s.kind = $3) LIMIT ${WHOLE_LIST_LIMIT}`;

export const WHOLE_EXPORT = statement('lines.whole-export', whole('s.bucket::int4 <@ $4::int4multirange'));

export const WHOLE_EXPORT_OF_CUSTOMER = statement(
  'lines.whole-export-of-customer',
  whole('s.bucket = $4 AND l.bucket = $4 AND s.customer_id = $5'),
);

/** The export without `pagination`: all lines are in memory and sorted here before the first is sent. */
@Injectable()
export class NaiveExportedLines implements Pick<ExportedLinesRepository, 'all'> {
  constructor(private readonly shards: Shards) {}

  async *all({
    customerId,
    kind,
    placed: { from, below },
  }: LinesFilter): AsyncGenerator<readonly ExportedLine[]> {
    const values = [from, below, kind];
    const lists =
      customerId === null
        ? await scatter(this.shards, (shard, own) => shard.read<ExportedLine>(WHOLE_EXPORT, [...values, own]))
        : [await this.ofCustomer(customerId, values)];
    const lines = lists.flatMap((rows) => assertWholeList(rows));
    if (lines.length > 0) yield lines.toSorted((a, b) => monthOf(b) - monthOf(a) || byKey(a, b));
  }

  private async ofCustomer(customerId: string, values: readonly unknown[]): Promise<ExportedLine[]> {
    const bucket = bucketOf(customerId);
    const shard = this.shards.forBucket(bucket);
    return shard.read<ExportedLine>(WHOLE_EXPORT_OF_CUSTOMER, [...values, bucket, customerId]);
  }
}

function monthOf({ orderId }: ExportedLine): number {
  const time = new Date(timeOfId(orderId));
  return 12 * time.getUTCFullYear() + time.getUTCMonth();
}
