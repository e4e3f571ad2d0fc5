import { Injectable } from '@nestjs/common';
import type { StoredLines } from '@tenfold/contracts';
import { scatter, Shards } from '@tenfold/database';
import { BUCKETS, bucketOf, bucketOfId, timeOfId } from '@tenfold/ids';
import { mergeSales, SALES } from '../products/merge-sales.js';
import * as sql from './reconcile.statements.js';

/** The sales of one product in one currency and one month. */
export interface Sales {
  readonly sku: string;
  readonly currency: string;
  readonly soldQuantity: number;
  readonly returnedQuantity: number;
  readonly orders: number;
  readonly returns: number;
  readonly revenue: number;
  readonly returned: number;
  readonly title: string;
  readonly isCharge: boolean;
}

export interface SetIdentity {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly currency: string;
  readonly kind: string;
  readonly source: string;
  readonly cancelled: boolean;
}

/** Month by the ids of its orders: its first, and the first of the next. */
export interface Month {
  readonly first: string;
  readonly from: string;
  readonly below: string;
}

interface DescribedRow {
  readonly orderId: string;
  readonly itemCount: number | null;
  readonly total: number | null;
  readonly cancelled: boolean;
  readonly lines: number;
  readonly lineTotal: number;
}

/** Buckets whose orders one statement counts, so that none runs long. */
const SLICE = 256;

/** Products of a month on one shard. Beyond that a comparison is not one any more, and says so. */
export const MAX_PRODUCTS = 100_000;

@Injectable()
export class ReconcileRepository {
  constructor(private readonly shards: Shards) {}

  async describe(orderIds: readonly string[]): Promise<StoredLines[]> {
    const rows = await this.shards.group(orderIds, bucketOfId, (shard, ids) => {
      const sorted = ids.toSorted();
      const values = [ids.map(bucketOfId), ids, sorted[0], sorted.at(-1)];
      return shard.query<DescribedRow>(sql.DESCRIBE, values);
    });
    return rows.flat().map(({ orderId, itemCount, total, cancelled, lines, lineTotal }) => ({
      orderId,
      set: itemCount === null || total === null ? null : { itemCount, total, cancelled },
      lines: { itemCount: lines, total: lineTotal },
    }));
  }

  /** @returns false when there are no lines */
  async mendSet(set: SetIdentity): Promise<boolean> {
    const { orderId, customerId, currency, kind, source, cancelled } = set;
    const placedAt = new Date(timeOfId(orderId)).toISOString();
    const values = [bucketOfId(orderId), orderId, customerId, currency, kind, source, placedAt];
    const cancelledAt = cancelled ? new Date().toISOString() : null;
    return (await this.shards.forId(orderId).query(sql.MEND_SET, [...values, cancelledAt])).length > 0;
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
  async counted({ from, below }: Month, skus: readonly string[] | null): Promise<Sales[]> {
    const slices: Sales[] = [];
    for (let first = 0; first < BUCKETS; first += SLICE) {
      const lists = await scatter(this.shards, (shard, own) => {
        const values = [from, below, skus, own, MAX_PRODUCTS, first, first + SLICE - 1];
        return shard.query<Sales>(sql.COUNT_PRODUCTS, values);
      });
      slices.push(...whole(lists));
    }
    return mergeSales(slices, ['sku', 'currency']);
  }

  async kept({ first }: Month, skus: readonly string[] | null): Promise<Sales[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<Sales>(sql.KEPT_PRODUCTS, [first, skus, own, MAX_PRODUCTS]),
    );
    return whole(lists);
  }

  /** Those of the products that an event names whose effect is not known to be there. */
  async inFlight(skus: readonly string[]): Promise<ReadonlySet<string>> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<{ sku: string }>(sql.IN_FLIGHT, [skus, own, MAX_PRODUCTS]),
    );
    return new Set(lists.flat().map(({ sku }) => sku));
  }

  /** @returns false when the product is no longer what was compared */
  async mendProduct({ first }: Month, counted: Sales, kept: Sales): Promise<boolean> {
    const { sku, currency, title, isCharge } = counted;
    const bucket = bucketOf(sku);
    const values = [bucket, sku, currency, first, title, isCharge];
    const sums = [...SALES.map((name) => counted[name]), ...SALES.map((name) => kept[name])];
    return (await this.shards.forBucket(bucket).query(sql.MEND_PRODUCT, [...values, ...sums])).length > 0;
  }
}

/** @throws Error when a list was cut: half a comparison would find everything wrong that is in the other half */
function whole(lists: readonly Sales[][]): Sales[] {
  if (lists.some((list) => list.length === MAX_PRODUCTS))
    throw new Error(`a month has more than ${MAX_PRODUCTS} products on one shard`);
  return lists.flat();
}
