/** The least that an order is: a header and its lines, in two tables with their keys. */
export const PLAIN_TABLES = `
CREATE TABLE IF NOT EXISTS bench.plain_order (
  id uuid PRIMARY KEY, customer_id text NOT NULL, status text NOT NULL, currency text NOT NULL, total bigint NOT NULL,
  item_count integer NOT NULL, placed_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS bench.plain_line (
  order_id uuid NOT NULL, line_no integer NOT NULL, sku text NOT NULL, title text NOT NULL, quantity integer NOT NULL,
  unit_price numeric(16, 4) NOT NULL, line_total bigint NOT NULL, is_charge boolean NOT NULL,
  PRIMARY KEY (order_id, line_no)
)`;

const LINES = 20;
const line = (number: number): string =>
  `('01a22c4c-7f29-71c9-bcc1-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, ${number}, 'SKU-${number}', ` +
  `'PRODUCT NUMBER ${number} OF THE BENCH', ${1 + (number % 12)}, ${number}.25, ${number * 100 + 25}, false`;

/** One INSERT each, in one transaction, as pgbench sends them. */
export const PLAIN_SCRIPT = `\\set n random(1, 281474976710655)
\\set customer random(1, 100)
BEGIN;
INSERT INTO bench.plain_order (id, customer_id, status, currency, total, item_count, placed_at)
VALUES (('01a22c4c-7f29-71c9-bcc1-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 'bench-' || :customer::text, 'pending', 'GBP', 4625, ${LINES}, now());
INSERT INTO bench.plain_line (order_id, line_no, sku, title, quantity, unit_price, line_total, is_charge)
VALUES ${Array.from({ length: LINES }, (_, index) => `(${line(index + 1)})`).join(',\n  ')};
COMMIT;
`;
