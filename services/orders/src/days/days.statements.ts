import { statement } from '@tenfold/database';

/** Every day has a bucket, so that those of a range are looked up by key. */
export const LIST = statement(
  'days.list',
  `SELECT r.day, r.currency, r.orders, r.returns, r.cancelled, r.item_count AS "itemCount", r.total
FROM unnest($1::smallint[], $2::date[]) AS w(bucket, day)
JOIN orders.day_rollup r ON r.bucket = w.bucket AND r.day = w.day
WHERE $3::text IS NULL OR r.currency = $3`,
);

/** A scatter with a limit: the first day from $1 on that has sums. */
export const NEXT = statement(
  'days.next',
  `SELECT day FROM orders.day_rollup WHERE day >= $1 AND bucket::int4 <@ $2::int4multirange ORDER BY day LIMIT 1`,
);

/** A scatter with a limit: the first order after $1. */
export const NEXT_ORDER = statement(
  'days.next-order',
  `SELECT id FROM orders.header WHERE id > $1 AND bucket::int4 <@ $2::int4multirange ORDER BY id LIMIT 1`,
);
