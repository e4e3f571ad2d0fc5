import { Injectable } from '@nestjs/common';
import type { OrderKind } from '@tenfold/contracts';
import { mergeSorted, Months, monthsBack, scatter, Shards, type Window } from '@tenfold/database';
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

const BEFORE_ALL = [-1, '00000000-0000-0000-0000-000000000000'];

/** Lines of a shard that lie behind those of another, and the buckets that it had when it was asked. */
interface Kept {
  readonly own: string;
  readonly rows: readonly ExportedLine[];
}

/** The lines of many orders, month by month, the newest month first; within one in the order of the key that they are found by. */
@Injectable()
export class ExportedLinesRepository {
  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {}

  /** @param batch lines of a page, which ends with the order that passes it */
  async *all(filter: LinesFilter, batch: number): AsyncGenerator<readonly ExportedLine[]> {
    const firsts = await Promise.all(this.shards.all().map((shard) => this.months.oldest(shard)));
    const [oldest] = firsts.filter((month) => month !== undefined).toSorted();
    for (const window of monthsBack(filter.placed, oldest)) yield* this.month(filter, window, batch);
  }

  private async *month(
    filter: LinesFilter,
    window: Window,
    batch: number,
  ): AsyncGenerator<readonly ExportedLine[]> {
    const kept = new Map<string, Kept>();
    let after: readonly unknown[] = BEFORE_ALL;
    for (;;) {
      const lists = await this.lists(filter, [window.from, window.below, ...after, filter.kind, batch], kept);
      // No shard has been asked for more than this.
      const [end] = lists.flatMap((rows) => rows.at(-1) ?? []).toSorted(byKey);
      if (end === undefined) return;
      for (const [name, { own, rows }] of kept)
        kept.set(name, { own, rows: rows.filter((row) => byKey(row, end) > 0) });
      const upToEnd = lists.map((rows) => rows.filter((row) => byKey(row, end) <= 0));
      yield mergeSorted(upToEnd, byKey, Infinity);
      after = [end.bucket, end.orderId];
    }
  }

  /** The next lines of each shard: those that it has been asked for before, as long as its buckets have stayed the same. */
  private async lists(
    { customerId }: LinesFilter,
    values: readonly unknown[],
    kept: Map<string, Kept>,
  ): Promise<(readonly ExportedLine[])[]> {
    if (customerId !== null) {
      const bucket = bucketOf(customerId);
      const shard = this.shards.forBucket(bucket);
      return [await shard.read<ExportedLine>(sql.EXPORT_OF_CUSTOMER, [...values, bucket, customerId])];
    }
    return scatter(this.shards, async (shard, own) => {
      const known = kept.get(shard.name);
      if (known?.own === own && known.rows.length > 0) return known.rows;
      const rows = await shard.read<ExportedLine>(sql.EXPORT, [...values, own]);
      kept.set(shard.name, { own, rows });
      return rows;
    });
  }
}

export function byKey(a: ExportedLine, b: ExportedLine): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  if (a.orderId !== b.orderId) return a.orderId < b.orderId ? -1 : 1;
  return a.lineNo - b.lineNo;
}
