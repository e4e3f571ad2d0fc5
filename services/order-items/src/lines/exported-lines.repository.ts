import { Injectable } from '@nestjs/common';
import type { OrderKind } from '@tenfold/contracts';
import { mergeSorted, Months, monthsBack, scatter, Shards, type Window } from '@tenfold/database';
import { readAll, type Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import type { LineRow } from './lines.repository.js';
import * as sql from './lines.statements.js';

export interface LinesFilter {
  /** null: of all customers. */
  readonly customerId: string | null;
  readonly kind: OrderKind | null;
  /** When the order was placed, as a range of ids. */
  readonly placed: Window;
}

export interface ExportedLine extends LineRow {
  readonly bucket: number;
  readonly orderId: string;
}

const BEFORE_ALL = [-1, '00000000-0000-0000-0000-000000000000', 0];

/** The lines of many orders, month by month, the newest month first; within one in the order of the key that they are found by. */
@Injectable()
export class ExportedLinesRepository {
  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {}

  async *all(filter: LinesFilter, batch: number): AsyncGenerator<readonly ExportedLine[]> {
    const firsts = await Promise.all(this.shards.all().map((shard) => this.months.oldest(shard)));
    const [oldest] = firsts.filter((month) => month !== undefined).toSorted();
    for (const window of monthsBack(filter.placed, oldest)) {
      yield* readAll(
        batch,
        (place, limit) => this.page(filter, window, place, limit),
        ({ bucket, orderId, lineNo }) => [bucket, orderId, lineNo],
      );
    }
  }

  private async page(
    { customerId, kind }: LinesFilter,
    { from, below }: Window,
    { key }: Place,
    limit: number,
  ): Promise<readonly ExportedLine[]> {
    const values = [from, below, ...(key.length === 0 ? BEFORE_ALL : key), kind, limit];
    if (customerId !== null) {
      const bucket = bucketOf(customerId);
      const shard = this.shards.forBucket(bucket);
      return shard.read<ExportedLine>(sql.EXPORT_OF_CUSTOMER, [...values, bucket, customerId]);
    }
    const lists = await scatter(this.shards, (shard, own) =>
      shard.read<ExportedLine>(sql.EXPORT, [...values, own]),
    );
    return mergeSorted(lists, byKey, limit);
  }
}

export function byKey(a: ExportedLine, b: ExportedLine): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  if (a.orderId !== b.orderId) return a.orderId < b.orderId ? -1 : 1;
  return a.lineNo - b.lineNo;
}
