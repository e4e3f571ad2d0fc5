import { Injectable } from '@nestjs/common';
import { ALL_IDS, scatter, scatterAvailable, Shards, statement, type ShardAccess } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { firstIdSince } from '@tenfold/ids';
import { mergeSales } from './merge-sales.js';
import {
  byDay,
  byRank,
  toDayKey,
  toRankKey,
  MAX_MONTHS,
  type Days,
  type ProductDayRow,
  type ProductMonthRow,
  type ProductRow,
  type RankedRow,
  type Ranking,
} from './products.repository.js';
import { PLACED } from '../lines/lines.statements.js';
import { COUNTED } from './products.statements.js';

/** A scatter with a limit: all lines of a range of orders are read. */
export const COUNT = statement(
  'products.count',
  `SELECT ${COUNTED}
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2
  AND ($3::text IS NULL OR l.sku_key = $3) AND ($4::text IS NULL OR s.currency = $4)
  AND s.bucket::int4 <@ $5::int4multirange AND ${PLACED}
GROUP BY 1, 2, 3 LIMIT 1000000`,
);

type CountedDay = ProductRow & ProductDayRow;

/**
 * With STRATEGY_PREAGGREGATE off: each answer adds up the lines of all orders, and a page is cut from all of it. Knows nothing of
 * months that were put away.
 */
@Injectable()
export class ProductsNaive {
  constructor(private readonly shards: Shards) {}

  async rank(
    { month, currency, includeCharges, sort }: Ranking,
    place: Place,
    limit: number,
  ): Promise<FoundRows<RankedRow>> {
    const values = [...rangeOf(month), null, currency];
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) =>
      read(shard, values, own),
    );
    const wanted = monthsOf(lists.flat()).filter(({ isCharge }) => includeCharges || !isCharge);
    const ranked = mergeSales(wanted, ['sku', 'currency']).map(({ month: _month, ...row }) => ({
      ...row,
      value: sort === 'revenue' ? row.revenue : row.soldQuantity,
    }));
    return { rows: readFrom(ranked.toSorted(byRank), place, toRankKey, limit), incomplete };
  }

  async months(_bucket: number, skuKey: string): Promise<ProductMonthRow[]> {
    return monthsOf(await this.ofProduct(skuKey, rangeOf(null)))
      .toSorted(youngestFirst)
      .slice(0, MAX_MONTHS);
  }

  async days(skuKey: string, { from, to }: Days, place: Place, limit: number): Promise<ProductDayRow[]> {
    const below = to === null ? ALL_IDS.below : firstIdSince(Date.parse(to) + DAY_MS);
    const range = [from === null ? ALL_IDS.from : firstIdSince(Date.parse(from)), below];
    const rows = mergeSales(await this.ofProduct(skuKey, range), ['sku', 'currency', 'day'])
      .filter(({ orders, returns }) => orders + returns > 0)
      .map(({ sku: _sku, title: _title, isCharge: _isCharge, ...day }) => day);
    return readFrom(rows.toSorted(byDay), place, toDayKey, limit);
  }

  private async ofProduct(skuKey: string, range: readonly string[]): Promise<CountedDay[]> {
    const values = [...range, skuKey, null];
    return (await scatter(this.shards, (shard, own) => read(shard, values, own))).flat();
  }
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function read(shard: ShardAccess, values: readonly unknown[], own: string): Promise<CountedDay[]> {
  return shard.read<CountedDay>(COUNT, [...values, own]);
}

function monthsOf(days: readonly CountedDay[]): ProductMonthRow[] {
  const rows = days.map(({ sku, day, ...row }) => ({ sku, month: day.slice(0, 7), ...row }));
  return mergeSales(rows, ['sku', 'currency', 'month']);
}

/** The ids of a month, or all. @param month its first day */
function rangeOf(month: string | null): [from: string, below: string] {
  if (month === null) return [ALL_IDS.from, ALL_IDS.below];
  const at = new Date(month);
  return [firstIdSince(at.getTime()), firstIdSince(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))];
}

function youngestFirst(a: ProductMonthRow, b: ProductMonthRow): number {
  if (a.month !== b.month) return a.month > b.month ? -1 : 1;
  return a.currency < b.currency ? -1 : 1;
}
