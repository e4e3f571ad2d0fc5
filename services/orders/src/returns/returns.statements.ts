import { statement } from '@tenfold/database';

const COLUMNS = `line_no AS "lineNo", quantity, amount, amount_of AS "amountOf"`;

export const RETURNED = statement(
  'returns.returned',
  `SELECT ${COLUMNS} FROM orders.returned_line
WHERE bucket = $1 AND order_id = $2 ORDER BY line_no LIMIT 2000`,
);

/**
 * The returns of a sale, cancelled ones too. No index has them, as they are asked for only where a release before has counted pieces
 * without their money, and in a reconciliation: orders of one bucket, in the months since the sale.
 */
export const OF_SALE = statement(
  'returns.of-sale',
  `SELECT id, item_count AS "itemCount", status = 'cancelled' AS cancelled, items_state = 'stored' AS stored,
  updated_at AS "updatedAt"
FROM orders.header WHERE bucket = $1 AND id > $2 AND return_of = $2 ORDER BY id`,
);

/** Which of these orders have had something returned, ever. */
export const WITH_RETURNS = statement(
  'returns.with-returns',
  `SELECT DISTINCT r.order_id AS "orderId" FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.returned_line r ON r.bucket = d.bucket AND r.order_id = d.order_id`,
);

/** A line takes what its returns come to, if it is still as it was when it was compared. */
export const MEND_RETURNED = statement(
  'returns.mend-returned',
  `UPDATE orders.returned_line SET quantity = $6, amount = $7, amount_of = $6
WHERE bucket = $1 AND order_id = $2 AND line_no = $3 AND quantity = $4 AND amount IS NOT DISTINCT FROM $5 RETURNING line_no`,
);
