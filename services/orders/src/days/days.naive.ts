import { Injectable } from '@nestjs/common';
import { addUp, scatter, Shards, statement } from '@tenfold/database';
import { firstIdSince } from '@tenfold/ids';
import { APPROVED, COUNTS } from '../orders/orders.statements.js';
import type { Day, DaysQuery } from './dto/day.dto.js';

/** A scatter with a limit: every order of the range is read. */
export const COUNT = statement(
  'days.count',
  `SELECT (placed_at AT TIME ZONE 'UTC')::date AS day, currency,
  (count(*) FILTER (WHERE kind = 'sale' AND ${COUNTS}))::int AS orders,
  (count(*) FILTER (WHERE kind = 'return' AND ${COUNTS}))::int AS returns,
  (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
  coalesce(sum(item_count) FILTER (WHERE ${COUNTS}), 0)::bigint AS "itemCount",
  coalesce(sum(total) FILTER (WHERE ${COUNTS}), 0)::bigint AS total
FROM orders.header
WHERE id >= $1 AND id < $2 AND ($3::text IS NULL OR currency = $3) AND bucket::int4 <@ $4::int4multirange
GROUP BY 1, 2 HAVING bool_or(status = 'cancelled' OR ${APPROVED}) LIMIT 100000`,
);

const DAY_MS = 24 * 60 * 60 * 1_000;

/** With STRATEGY_PREAGGREGATE off: each answer counts the orders of its days. Knows nothing of months that were put away. */
@Injectable()
export class DaysNaive {
  constructor(private readonly shards: Shards) {}

  async list({ from, to, currency }: DaysQuery): Promise<Day[]> {
    const range = [firstIdSince(Date.parse(from)), firstIdSince(Date.parse(to) + DAY_MS), currency ?? null];
    const lists = await scatter(this.shards, (shard, own) => shard.read<Day>(COUNT, [...range, own]));
    return addUp(lists.flat(), ['day', 'currency'], ['orders', 'returns', 'cancelled', 'itemCount', 'total']);
  }
}
