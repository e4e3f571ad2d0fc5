import { Injectable } from '@nestjs/common';
import type { ProductDelta } from '@tenfold/contracts';
import { mergeSorted, scatterAvailable, Shards, type ShardAccess } from '@tenfold/database';
import type { FoundRows, Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import { compareExact, type ExactInteger } from '@tenfold/money';
import type { Sales } from './merge-sales.js';
import * as sql from './products.statements.js';

/** What one message says of one product. */
export interface ProductChange extends ProductDelta {
  readonly messageId: string;
}

export interface ProductRow extends Sales {
  readonly sku: string;
  readonly currency: string;
  readonly title: string;
  readonly isCharge: boolean;
}

export interface RankedRow extends ProductRow {
  readonly value: ExactInteger;
}

export type RankKey = Pick<RankedRow, 'value' | 'sku' | 'currency'>;

export interface ProductMonthRow extends ProductRow {
  readonly month: string;
}

export interface ProductDayRow extends Sales {
  readonly day: string;
  readonly currency: string;
}

/** Days from one to another, both included; null where there is no bound. */
export interface Days {
  readonly from: string | null;
  readonly to: string | null;
}

export interface Ranking {
  /** Its first day, or null for all months. */
  readonly month: string | null;
  readonly currency: string | null;
  readonly includeCharges: boolean;
  readonly sort: 'revenue' | 'quantity';
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

  /** The products of all buckets, the best first, from a place (value, sku, currency) on. */
  async rank(
    { month, currency, includeCharges, sort }: Ranking,
    { direction, key: [value = null, sku = null, skuCurrency = null] }: Place,
    limit: number,
    members?: readonly string[],
  ): Promise<FoundRows<RankedRow>> {
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) => {
      const values = [
        month,
        currency,
        includeCharges,
        sort,
        own,
        value,
        sku,
        skuCurrency,
        limit,
        members ?? null,
      ];
      return shard.read<RankedRow>(sql.RANK[direction], values);
    });
    const compare = direction === 'forward' ? byRank : (a: RankedRow, b: RankedRow) => byRank(b, a);
    return { rows: mergeSorted(lists, compare, limit), incomplete };
  }

  /** The youngest first; that one alone when its months are not among the members. */
  async months(bucket: number, skuKey: string, members?: readonly string[]): Promise<ProductMonthRow[]> {
    const most = members === undefined || members.includes('months') ? MAX_MONTHS : 1;
    const values = [bucket, skuKey, most, members ?? null];
    return this.shards.forBucket(bucket).read<ProductMonthRow>(sql.MONTHS, values);
  }

  /** The days of a product, the youngest first, from a place (day, currency) on. */
  async days(
    skuKey: string,
    { from, to }: Days,
    { direction, key: [day = direction === 'forward' ? 'infinity' : '-infinity', currency = ''] }: Place,
    limit: number,
  ): Promise<ProductDayRow[]> {
    const bucket = bucketOf(skuKey);
    const values = [bucket, skuKey, from ?? '-infinity', to ?? 'infinity', day, currency, limit];
    return this.shards.forBucket(bucket).read<ProductDayRow>(sql.DAYS[direction], values);
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
      changes.map((change) => change.day ?? null),
    ]);
  }
}

/** The order of the statement: largest value first, then the names byte by byte. */
export function byRank(a: RankKey, b: RankKey): number {
  if (a.value !== b.value) return compareExact(b.value, a.value);
  if (a.sku !== b.sku) return a.sku < b.sku ? -1 : 1;
  if (a.currency === b.currency) return 0;
  return a.currency < b.currency ? -1 : 1;
}

/** The order of the statement: the youngest day first, and in it the currencies backwards. */
export function byDay(a: ProductDayRow, b: ProductDayRow): number {
  return toDayKey(a, [b.day, b.currency]);
}

/** How a row stands to the one with this key. */
export function toDayKey(row: ProductDayRow, [day, currency]: Place['key']): number {
  const [own, other] = [`${row.day} ${row.currency}`, `${day} ${currency}`];
  if (own === other) return 0;
  return own < other ? 1 : -1;
}

/** How a row stands to the one with this key. */
export function toRankKey(row: RankedRow, [value, sku, currency]: Place['key']): number {
  return byRank(row, { value, sku, currency } as RankKey);
}
