import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { APPROVED, COUNTS } from '../orders/orders.statements.js';
import { MAX_MONTHS } from './customers.repository.js';
import type { CustomerMonth, SummaryCurrency } from './dto/customer-summary.dto.js';

const SUMS = `(count(*) FILTER (WHERE kind = 'sale' AND ${COUNTS}))::int AS orders,
  (count(*) FILTER (WHERE kind = 'return' AND ${COUNTS}))::int AS returns,
  (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
  coalesce(sum(item_count) FILTER (WHERE ${COUNTS}), 0)::bigint AS "itemCount",
  coalesce(sum(total) FILTER (WHERE ${COUNTS}), 0)::bigint AS total`;

export const COUNT_SUMMARY = statement(
  'customers.count-summary',
  `SELECT currency, ${SUMS}, min(placed_at) AS "firstOrderAt", max(placed_at) AS "lastOrderAt"
FROM orders.header WHERE bucket = $1 AND customer_id = $2 GROUP BY currency ORDER BY currency LIMIT 200`,
);

export const COUNT_MONTHS = statement(
  'customers.count-months',
  `SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, currency, ${SUMS}
FROM orders.header WHERE bucket = $1 AND customer_id = $2 GROUP BY 1, 2
HAVING bool_or(status = 'cancelled' OR ${APPROVED}) ORDER BY 1 DESC, 2 LIMIT $3`,
);

/** With STRATEGY_PREAGGREGATE off: each answer counts all orders of the customer. Knows nothing of months that were put away. */
@Injectable()
export class CustomersNaive {
  constructor(private readonly shards: Shards) {}

  async summary(bucket: number, customerId: string): Promise<SummaryCurrency[]> {
    return this.shards.forBucket(bucket).read<SummaryCurrency>(COUNT_SUMMARY, [bucket, customerId]);
  }

  async monthsOf(bucket: number, customerId: string): Promise<CustomerMonth[]> {
    const values = [bucket, customerId, MAX_MONTHS];
    return this.shards.forBucket(bucket).read<CustomerMonth>(COUNT_MONTHS, values);
  }
}
