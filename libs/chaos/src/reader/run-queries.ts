const productSums = (
  table: string,
): string => `SELECT bucket, sku_key AS sku, currency, sum(orders)::float8 AS orders,
      sum(sold_quantity)::float8 AS "soldQuantity", sum(revenue)::float8 AS revenue
    FROM order_items.${table} WHERE starts_with(sku_key, upper($1) || '-') GROUP BY bucket, sku_key, currency`;

/**
 * Everything that one run has left in a database: $1 is the run's name, with which all its customers, learners and products
 * begin. Written by hand and apart from the services' own statements, so that a mistake in those is not made here again.
 * Amounts come as doubles, which are exact up to 2^53.
 */
export const RUN_QUERIES = {
  headers: `SELECT h.bucket, h.id::text, h.metadata->>'key' AS key, h.customer_id AS "customerId", h.status,
      h.items_state AS "itemsState", h.currency, h.item_count AS "itemCount", h.total::float8 AS total, h.preview,
      (SELECT count(*)::int FROM orders.history y WHERE y.bucket = h.bucket AND y.order_id = h.id) AS "historyRows"
    FROM orders.header h WHERE h.metadata->>'run' = $1`,
  itemSets: `SELECT s.bucket, s.order_id::text AS "orderId", s.item_count AS "itemCount", s.total::float8 AS total,
      s.cancelled_at IS NOT NULL AS cancelled
    FROM order_items.item_set s
    WHERE EXISTS (SELECT FROM order_items.line l
      WHERE l.bucket = s.bucket AND l.order_id = s.order_id AND starts_with(l.sku, $1 || '-'))`,
  lines: `SELECT bucket, order_id::text AS "orderId", line_no AS "lineNo", sku, title, quantity,
      unit_price::float8 AS "unitPrice", line_total::float8 AS "lineTotal"
    FROM order_items.line WHERE starts_with(sku, $1 || '-') ORDER BY order_id, line_no`,
  keys: `SELECT bucket, key, order_id::text AS "orderId" FROM orders.idempotency WHERE starts_with(key, $1 || '-')`,
  customers: `SELECT bucket, customer_id AS "customerId", currency, orders, cancelled, item_count::float8 AS "itemCount",
      total::float8 AS total
    FROM orders.customer_rollup WHERE starts_with(customer_id, $1 || '-')`,
  customerMonths: `SELECT bucket, customer_id AS "customerId", currency, sum(orders)::int AS orders, sum(cancelled)::int AS cancelled,
      sum(item_count)::float8 AS "itemCount", sum(total)::float8 AS total
    FROM orders.customer_month WHERE starts_with(customer_id, $1 || '-') GROUP BY bucket, customer_id, currency`,
  products: productSums('product_rollup'),
  productDays: productSums('product_day'),
  attempts: `SELECT bucket, id::text, learner, state, graded_at IS NOT NULL AS graded, millipoints
    FROM quiz.attempt WHERE starts_with(learner, $1 || '-')`,
  attemptKeys: `SELECT bucket, key, attempt_id::text AS "attemptId" FROM quiz.attempt_key WHERE starts_with(key, $1 || '-')`,
  answers: `SELECT a.bucket, w.attempt_id::text AS "attemptId", w.question_id::text AS "questionId", w.sequence::float8 AS sequence
    FROM quiz.attempt a JOIN quiz.attempt_answer w ON w.bucket = a.bucket AND w.attempt_id = a.id
    WHERE starts_with(a.learner, $1 || '-')`,
} as const;

/** What is still on its way, whoever sent it. */
export const UNDELIVERED = `SELECT (SELECT count(*) FROM orders.outbox WHERE published_at IS NULL)::int AS orders,
  (SELECT count(*) FROM order_items.outbox WHERE published_at IS NULL)::int AS "orderItems",
  (SELECT count(*) FROM quiz.outbox WHERE published_at IS NULL)::int AS quiz,
  (SELECT count(*) FROM orders.header WHERE items_state = 'pending' AND metadata->>'run' = $1)::int AS "pendingOrders"`;
