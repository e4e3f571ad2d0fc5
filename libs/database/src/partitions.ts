import { quoteIdentifier } from './identifier.js';

/**
 * DDL of `<schema>.ensure_months(from, to)`, which makes the monthly partitions of the given tables for both months and all
 * between. The tables are PARTITION BY RANGE on a uuid whose first 48 bits are milliseconds, so a month is a range of ids.
 *
 * It runs with its owner's rights, because the role of a running service may write rows but not make tables: an import into a
 * past month asks for the month through it. The advisory lock keeps two callers from making the same partition.
 */
export function ensureMonthsFunction(schema: string, tables: readonly string[]): string {
  const names = tables.map((table) => `'${table.replaceAll("'", "''")}'`).join(', ');
  const at = quoteIdentifier(schema);
  return `
CREATE OR REPLACE FUNCTION ${at}.month_bound(month date) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM month::timestamp) * 1000)::bigint), 12, '0') || '70008000' || repeat('0', 12))::uuid
$$;
CREATE OR REPLACE FUNCTION ${at}.ensure_months(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  month date;
  parent text;
BEGIN
  IF last - first > 3660 THEN
    RAISE EXCEPTION 'more than ten years of partitions asked for' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('${schema}.ensure_months'));
  FOR month IN
    SELECT generate_series(date_trunc('month', first::timestamp), date_trunc('month', last::timestamp), '1 month')::date
  LOOP
    FOREACH parent IN ARRAY ARRAY[${names}] LOOP
      EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
        '${schema}', parent || to_char(month, '"_y"YYYY"m"MM'), '${schema}', parent,
        ${at}.month_bound(month), ${at}.month_bound((month + interval '1 month')::date));
    END LOOP;
  END LOOP;
END $$;`;
}

/** Months made ahead of time by every migration run. */
export const MONTHS_AHEAD = 6;
