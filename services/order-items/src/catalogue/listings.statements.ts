import { statement } from '@tenfold/database';

const COLUMNS = `r.sku, r.title, r.is_charge AS "isCharge", r.withdrawn, r.prices, r.version, r.updated_at AS "updatedAt"`;

export const FIND = statement(
  'listings.find',
  `SELECT ${COLUMNS} FROM order_items.listing r WHERE r.bucket = $1 AND r.sku_key = $2`,
  { short: true },
);

const INSERT = `INSERT INTO order_items.listing AS r
  (bucket, sku_key, sku, title, is_charge, withdrawn, prices, version, priced_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 1, $8::timestamptz, now())
ON CONFLICT (bucket, sku_key) DO UPDATE SET sku = excluded.sku, title = excluded.title, is_charge = excluded.is_charge,
  withdrawn = excluded.withdrawn, version = r.version + 1, updated_at = excluded.updated_at,`;

/** What a product is from now on. $9 is the version that it was decided on, or null for any. */
export const PUT = statement(
  'listings.put',
  `${INSERT} prices = excluded.prices, priced_at = excluded.priced_at
WHERE $9::int IS NULL OR r.version = $9
RETURNING ${COLUMNS}`,
);

/** What a product was at a time in the past: an older one than is known changes nothing, and prices in other currencies stay. */
export const BRING = statement(
  'listings.bring',
  `${INSERT} prices = r.prices || excluded.prices, priced_at = excluded.priced_at
WHERE r.priced_at < excluded.priced_at
RETURNING ${COLUMNS}`,
);
