import { Injectable } from '@nestjs/common';
import type { ProductDelta } from '@tenfold/contracts';
import { mergeSorted, scatterAvailable, Shards, type ShardAccess } from '@tenfold/database';
import type { CursorValue, FoundRows } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import * as sql from './products.statements.js';

/** What one message says of one product. */
export interface ProductChange extends ProductDelta {
  readonly messageId: string;
}

export interface ProductRow {
  readonly sku: string;
  readonly currency: string;
  readonly title: string;
  readonly isCharge: boolean;
  readonly soldQuantity: number;
  readonly returnedQuantity: number;
  readonly orders: number;
  readonly returns: number;
  readonly revenue: number;
  readonly returned: number;
}

export interface RankedRow extends ProductRow {
  readonly value: number;
}

export interface ProductMonthRow extends ProductRow {
  readonly month: string;
}

export interface Ranking {
  /** Its first day, or null for all months. */
  readonly month: string | null;
  readonly currency: string | null;
  readonly includeCharges: boolean;
  readonly sort: 'revenue' | 'quantity';
  /** Value, sku and currency of the last row of the page before; empty for the first page. */
  readonly after: readonly CursorValue[];
  readonly limit: number;
}

/** Months times currencies of one product: 20 years in 5 currencies. */
export const MAX_MONTHS = 1_200;

@Injectable()
export class ProductsRepository {
  constructor(private readonly shards: Shards) {}

  /** One statement a shard, each with the inbox rows of its own products: what fails half-way is simply done again. */
  async apply(consumer: string, changes: readonly ProductChange[]): Promise<void> {
    await this.shards.group(
      changes,
      (change) => bucketOf(change.sku),
      (shard, group) => this.applyOn(shard, consumer, group),
    );
  }

  /** The products of all buckets, the best first. */
  async rank(ranking: Ranking): Promise<FoundRows<RankedRow>> {
    const { month, currency, includeCharges, sort, after, limit } = ranking;
    const [value = null, sku = null, afterCurrency = null] = after;
    const values = [month, currency, includeCharges, sort, value, sku, afterCurrency, limit];
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) =>
      shard.read<RankedRow>(sql.RANK, [...values, own]),
    );
    return { rows: mergeSorted(lists, byRank, limit), incomplete };
  }

  async months(bucket: number, skuKey: string): Promise<ProductMonthRow[]> {
    const values = [bucket, skuKey, MAX_MONTHS];
    return this.shards.forBucket(bucket).read<ProductMonthRow>(sql.MONTHS, values);
  }

  private async applyOn(
    shard: ShardAccess,
    consumer: string,
    changes: readonly ProductChange[],
  ): Promise<void> {
    await shard.query(sql.APPLY, [
      changes.map((change) => bucketOf(change.sku)),
      changes.map((change) => change.messageId),
      changes.map((change) => change.sku),
      changes.map((change) => change.currency),
      changes.map((change) => change.month),
      changes.map((change) => change.title),
      changes.map((change) => change.isCharge),
      changes.map((change) => change.soldQuantity),
      changes.map((change) => change.returnedQuantity),
      changes.map((change) => change.orders),
      changes.map((change) => change.returns),
      changes.map((change) => change.revenue),
      changes.map((change) => change.returned),
      consumer,
    ]);
  }
}

/** The order of the statement: largest value first, then the names byte by byte. */
export function byRank(a: RankedRow, b: RankedRow): number {
  if (a.value !== b.value) return b.value - a.value;
  if (a.sku !== b.sku) return a.sku < b.sku ? -1 : 1;
  return a.currency < b.currency ? -1 : 1;
}
