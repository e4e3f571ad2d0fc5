export interface OrderRow {
  readonly id: string;
  readonly placedAt: Date;
}

/** Of the peers' plain table, named as the answer names them. */
export const COLUMNS = `id, number, kind, status, items_state AS "itemsState", customer_id AS "customerId", currency, country,
  country_name AS "countryName", item_count AS "itemCount", total, preview, source,
  external_reference AS "externalReference", metadata, return_of AS "returnOf", version, status_times AS "statusTimes",
  placed_at AS "placedAt", updated_at AS "updatedAt"`;

export const FIND = `SELECT ${COLUMNS} FROM bench.orders WHERE id = $1 AND customer_id = $2`;

/** A page of a customer's orders, the newest first, and one more that tells whether there is another page. */
export const LIST = `SELECT ${COLUMNS} FROM bench.orders WHERE customer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`;

/** Above every id. */
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
