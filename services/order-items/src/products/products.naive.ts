import { Injectable } from '@nestjs/common';
import { ALL_IDS, scatter, scatterAvailable, Shards, statement, type ShardAccess } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { firstIdSince } from '@tenfold/ids';
import { mergeSales } from './merge-sales.js';
import {
  byRank,
  toRankKey,
  MAX_MONTHS,
  type ProductMonthRow,
  type RankedRow,
  type Ranking,
} from './products.repository.js';

/**
 * A scatter with a limit: all lines of a range of orders are read. Lines that no longer count name their product still, with
 * nothing sold.
 */
export const COUNT = statement(
  'products.count',
  `SELECT l.sku_key AS sku, to_char(s.placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, s.currency,
  max(l.title COLLATE "C") AS title, bool_or(l.is_charge) AS "isCharge",
  coalesce(sum(l.quantity) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL), 0)::bigint AS "soldQuantity",
  coalesce(-sum(l.quantity) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL), 0)::bigint AS "returnedQuantity",
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL) AS orders,
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL) AS returns,
  coalesce(sum(l.line_total) FILTER (WHERE s.cancelled_at IS NULL), 0)::bigint AS revenue,
  coalesce(sum(l.line_total) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL), 0)::bigint AS returned
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2
  AND ($3::text IS NULL OR l.sku_key = $3) AND ($4::text IS NULL OR s.currency = $4)
  AND s.bucket::int4 <@ $5::int4multirange
GROUP BY 1, 2, 3 LIMIT 1000000`,
);

/**
 * With STRATEGY_PREAGGREGATE off: each answer adds up the lines of all orders, and a page of a ranking is cut from all of it. Knows
 * nothing of months that were put away.
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
    const counted = mergeSales(lists.flat(), ['sku', 'currency', 'month']);
    const wanted = counted.filter(({ isCharge }) => includeCharges || !isCharge);
    const ranked = mergeSales(wanted, ['sku', 'currency']).map(({ month: _month, ...row }) => ({
      ...row,
      value: sort === 'revenue' ? row.revenue : row.soldQuantity,
    }));
    return { rows: readFrom(ranked.toSorted(byRank), place, toRankKey, limit), incomplete };
  }

  async months(_bucket: number, skuKey: string): Promise<ProductMonthRow[]> {
    const values = [...rangeOf(null), skuKey, null];
    const lists = await scatter(this.shards, (shard, own) => read(shard, values, own));
    return mergeSales(lists.flat(), ['sku', 'currency', 'month'])
      .toSorted(youngestFirst)
      .slice(0, MAX_MONTHS);
  }
}

function read(shard: ShardAccess, values: readonly unknown[], own: string): Promise<ProductMonthRow[]> {
  return shard.read<ProductMonthRow>(COUNT, [...values, own]);
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
