import { Injectable } from '@nestjs/common';
import type { StoredLines } from '@tenfold/contracts';
import { scatter, Shards } from '@tenfold/database';
import { BUCKETS, bucketOf, bucketOfId, timeOfId } from '@tenfold/ids';
import { mergeSales, SALES, type Sales } from '../products/merge-sales.js';
import * as sql from './reconcile.statements.js';

/** The sales of one product in one currency, in a month or on a day of it. */
export interface ProductSums extends Sales {
  readonly sku: string;
  /** `2010-12`, or `2010-12-01`. */
  readonly period: string;
  readonly currency: string;
  /** A day has none: the month has it. */
  readonly title: string;
  readonly isCharge: boolean;
}

type CountedDay = Omit<ProductSums, 'period'> & { readonly day: string };

export interface SetIdentity {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly currency: string;
  readonly kind: string;
  readonly source: string;
  readonly cancelled: boolean;
  readonly approved?: boolean | undefined;
}

/** A month by its first day and that of the next, and by the first ids of their orders. */
export interface Month {
  readonly first: string;
  readonly next: string;
  readonly from: string;
  readonly below: string;
}

interface DescribedRow {
  readonly orderId: string;
  readonly itemCount: number | null;
  readonly total: number | null;
  readonly cancelled: boolean;
  readonly approved: boolean | null;
  readonly lines: number;
  readonly lineTotal: number;
}

/** Buckets whose orders one statement counts, so that none runs long. */
const SLICE = 256;

/** Products times days of a month on one shard. Beyond that a comparison is not one any more, and says so. */
const MAX_ROWS = 500_000;

@Injectable()
export class ReconcileRepository {
  constructor(private readonly shards: Shards) {}

  async describe(orderIds: readonly string[]): Promise<StoredLines[]> {
    const rows = await this.shards.group(orderIds, bucketOfId, (shard, ids) => {
      const sorted = ids.toSorted();
      const values = [ids.map(bucketOfId), ids, sorted[0], sorted.at(-1)];
      return shard.query<DescribedRow>(sql.DESCRIBE, values);
    });
    return rows.flat().map(({ orderId, itemCount, total, cancelled, approved, lines, lineTotal }) => ({
      orderId,
      set:
        itemCount === null || total === null
          ? null
          : { itemCount, total, cancelled, ...(approved === null ? {} : { approved }) },
      lines: { itemCount: lines, total: lineTotal },
    }));
  }

  /** @returns false when there are no lines */
  async mendSet(set: SetIdentity): Promise<boolean> {
    const { orderId, customerId, currency, kind, source, cancelled, approved } = set;
    const placedAt = new Date(timeOfId(orderId)).toISOString();
    const values = [bucketOfId(orderId), orderId, customerId, currency, kind, source, placedAt];
    const cancelledAt = cancelled ? new Date().toISOString() : null;
    return (
      (await this.shards.forId(orderId).query(sql.MEND_SET, [...values, cancelledAt, approved ?? null]))
        .length > 0
    );
  }

  /** The first month that has lines anywhere; undefined when there are none. */
  async oldestMonth(): Promise<string | undefined> {
    const lists = await scatter(this.shards, (shard) =>
      shard.query<{ month: string | null }>(sql.OLDEST_MONTH, []),
    );
    return lists
      .flat()
      .flatMap(({ month }) => month ?? [])
      .toSorted()[0];
  }

  /** From the lines. A product has lines on every shard. */
  async counted({ from, below }: Month, skus: readonly string[] | null): Promise<ProductSums[]> {
    const slices: CountedDay[] = [];
    for (let first = 0; first < BUCKETS; first += SLICE) {
      const lists = await scatter(this.shards, (shard, own) => {
        const values = [from, below, skus, own, MAX_ROWS, first, first + SLICE - 1];
        return shard.query<CountedDay>(sql.COUNT_PRODUCTS, values);
      });
      slices.push(...whole(lists));
    }
    const days = slices.map(({ day, ...row }) => ({ ...row, period: day, title: '', isCharge: false }));
    const months = slices.map(({ day, ...row }) => ({ ...row, period: day.slice(0, 7) }));
    return mergeSales([...months, ...days], ['sku', 'currency', 'period']);
  }

  async kept({ first, next }: Month, skus: readonly string[] | null): Promise<ProductSums[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<ProductSums>(sql.KEPT_PRODUCTS, [first, skus, own, MAX_ROWS, next]),
    );
    return whole(lists);
  }

  /** Those of the products that an event names whose effect is not known to be there. */
  async inFlight(skus: readonly string[]): Promise<ReadonlySet<string>> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<{ sku: string }>(sql.IN_FLIGHT, [skus, own, MAX_ROWS]),
    );
    return new Set(lists.flat().map(({ sku }) => sku));
  }

  /** @returns false when the product is no longer what was compared */
  async mendProduct({ first }: Month, counted: ProductSums, kept: ProductSums): Promise<boolean> {
    const { sku, currency, period, title, isCharge } = counted;
    const shard = this.shards.forBucket(bucketOf(sku));
    const sums = [...SALES.map((name) => counted[name]), ...SALES.map((name) => kept[name])];
    const values = (day: string): unknown[] => [bucketOf(sku), sku, day, currency, ...sums];
    const mended = first.startsWith(`${period}-`)
      ? await shard.query(sql.MEND_MONTH, [...values(first), title, isCharge])
      : await shard.query(sql.MEND_DAY, values(period));
    return mended.length > 0;
  }
}

/** @throws Error when a list was cut: half a comparison would find everything wrong that is in the other half */
function whole<T>(lists: readonly T[][]): T[] {
  if (lists.some((list) => list.length === MAX_ROWS))
    throw new Error(`the products of a month have more than ${MAX_ROWS} days on one shard`);
  return lists.flat();
}
