import { LAZILY, statement } from '@tenfold/database';

/**
 * A scatter with a limit: events published at least $1 seconds ago that nobody has confirmed yet, in the order of their
 * publication from ($2, $3) on. The position is text, because a time in milliseconds would be rounded.
 */
export const LIST_UNCONFIRMED = statement(
  'products.list-unconfirmed',
  `SELECT o.bucket, o.id, o.subject, o.published_at::text AS position,
  jsonb_path_query_array(o.payload, '$.products[*].sku') AS skus
FROM order_items.outbox o
WHERE o.published_at < now() - make_interval(secs => $1) AND o.until_confirmed AND o.bucket::int4 <@ $5::int4multirange
  AND (o.published_at, o.id) > ($2::timestamptz, $3::uuid)
ORDER BY o.published_at, o.id LIMIT $4`,
);

/** Lost with its server, a confirmation is given again by the next round. */
export const CONFIRM = statement(
  'products.confirm',
  `WITH ${LAZILY}
DELETE FROM order_items.outbox o USING lazily, unnest($1::smallint[], $2::uuid[]) AS d(bucket, id)
WHERE o.bucket = d.bucket AND o.id = d.id`,
);
