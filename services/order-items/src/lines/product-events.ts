import { insertEvents } from '@tenfold/delivery';

/** Products in one event: 500 with the longest titles stay well under the 1 MiB of a message. */
export const PRODUCTS_PER_EVENT = 500;

const DAY = `(s.placed_at AT TIME ZONE 'UTC')::date`;

export interface ProductEvents {
  /** -1 where lines no longer count. */
  readonly sign: 1 | -1;
  /** SQL that says of an order `s` whether its lines count; those of others name their products, with nothing sold. */
  readonly counts: string;
  /** Placeholders of the ids of the events, and of their trace. */
  readonly ids: string;
  readonly trace: string;
}

/**
 * What the lines in `added` mean for the sales of each product on each day, as outbox rows for whoever keeps them. Reads the CTEs `stored`
 * (orders) and `added` (their lines).
 */
export const productEvents = (subject: string, { sign, counts, ids, trace }: ProductEvents): string => `
delta AS (
  SELECT a.sku_key, s.currency, ${DAY} AS day,
    jsonb_build_object(
      'sku', a.sku_key,
      'title', max(a.title),
      'isCharge', bool_or(a.is_charge),
      'currency', s.currency,
      'month', date_trunc('month', ${DAY})::date,
      'day', ${DAY},
      'soldQuantity', ${sign} * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'sale' AND ${counts}), 0),
      'returnedQuantity', ${-sign} * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'return' AND ${counts}), 0),
      'orders', ${sign} * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'sale' AND ${counts}),
      'returns', ${sign} * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'return' AND ${counts}),
      'revenue', ${sign} * coalesce(sum(a.line_total) FILTER (WHERE ${counts}), 0),
      'returned', ${sign} * coalesce(sum(a.line_total) FILTER (WHERE s.kind = 'return' AND ${counts}), 0)
    ) AS product
  FROM added a JOIN stored s ON s.bucket = a.bucket AND s.order_id = a.order_id
  GROUP BY a.sku_key, s.currency, ${DAY}
),
chunk AS (
  SELECT ((row_number() OVER (ORDER BY sku_key, currency, day) - 1) / ${PRODUCTS_PER_EVENT})::int AS n, product FROM delta
),
event AS (
  ${insertEvents('order_items', {
    from: 'chunk',
    bucket: '(SELECT min(bucket) FROM stored)',
    id: `(${ids}::uuid[])[n + 1]`,
    subject: `'${subject}'`,
    payload: `jsonb_build_object(
    'orderIds', CASE WHEN n = 0 THEN (SELECT jsonb_agg(order_id) FROM stored) ELSE '[]' END,
    'products', jsonb_agg(product))`,
    untilConfirmed: true,
    traceContext: `${trace}::jsonb`,
    tail: 'GROUP BY n',
  })}
)
SELECT order_id AS "orderId" FROM stored`;
