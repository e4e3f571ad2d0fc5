import pg from 'pg';
import type { BenchStack } from '../stack.js';
import { SHARD } from './customers.js';

/** What an application without partitions, buckets and rollups has: two tables, their keys, and an index for the list. */
const TABLES = `
CREATE SCHEMA bench;
CREATE TABLE bench.orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number text NOT NULL, kind text NOT NULL, status text NOT NULL, items_state text NOT NULL, customer_id text,
  currency text NOT NULL, country text, country_name text, item_count integer NOT NULL, total bigint NOT NULL,
  preview json NOT NULL, source text NOT NULL, external_reference text, metadata json NOT NULL, return_of uuid,
  version integer NOT NULL, status_times json NOT NULL, placed_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX orders_customer ON bench.orders (customer_id, id);
CREATE TABLE bench.order_lines (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL REFERENCES bench.orders (id),
  line_no integer NOT NULL, sku text NOT NULL, title text NOT NULL, quantity integer NOT NULL,
  unit_price numeric(16, 4) NOT NULL, line_total bigint NOT NULL, is_charge boolean NOT NULL
);
CREATE INDEX order_lines_order ON bench.order_lines (order_id);`;

/** The same rows. Members of the JSON stand in the order of the answer, which jsonb would forget. */
const COPY = `
INSERT INTO bench.orders
SELECT id, number, kind, status, items_state, customer_id, currency, country, country_name, item_count, total,
  (SELECT json_agg(json_build_object('lineNo', l->'lineNo', 'sku', l->'sku', 'title', l->'title', 'quantity', l->'quantity',
    'unitPrice', l->'unitPrice', 'lineTotal', l->'lineTotal', 'isCharge', l->'isCharge')) FROM jsonb_array_elements(preview) AS l),
  source, external_reference, metadata, return_of, version,
  (SELECT json_object_agg(key, value ORDER BY value) FROM jsonb_each_text(status_times)), placed_at, updated_at
FROM orders.header`;

/** Makes the peers' tables out of what was imported, and has Postgres look at all of them. */
export async function makePeerTables(stack: BenchStack): Promise<void> {
  await withAdmin(stack, SHARD, async (client) => {
    await client.query(TABLES);
    await client.query(COPY);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

/** Some work over a connection of the administrator, which is closed in every case. */
export async function withAdmin<T>(
  stack: BenchStack,
  server: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...stack.login(server), application_name: 'tenfold-bench' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
