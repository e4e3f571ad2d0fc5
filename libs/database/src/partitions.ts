import { quoteIdentifier } from './identifier.js';

/** Months made ahead of time, by every migration run and by every service that runs. */
export const MONTHS_AHEAD = 6;

/**
 * DDL of `<schema>.ensure_months(first, last)`, which makes the monthly partitions of the given tables for both months and all
 * between. The tables are PARTITION BY RANGE on a uuid whose first 48 bits are milliseconds, so a month is a range of ids.
 *
 * It runs with its owner's rights, because the role of a running service may write rows but not make tables.
 *
 * A month is made beside its table and then attached, which lets everybody read and write on; CREATE TABLE … PARTITION OF would
 * lock out all of them. Where nothing is missing it locks nothing. The advisory lock keeps two callers from making one partition.
 *
 * Migrations that have run call this: what it answers is fixed for ever, as they are. A better one is another function.
 */
export function monthsFunction(schema: string, tables: readonly string[]): string {
  const names = tables.map((table) => `'${table.replaceAll("'", "''")}'`).join(', ');
  const at = quoteIdentifier(schema);
  return `
CREATE OR REPLACE FUNCTION ${at}.ensure_months(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
DECLARE
  month date;
  parent text;
  child text;
BEGIN
  IF last - first > 3660 THEN
    RAISE EXCEPTION 'more than ten years of partitions asked for' USING ERRCODE = '22023';
  END IF;
  FOR month IN
    SELECT generate_series(date_trunc('month', first::timestamp), date_trunc('month', last::timestamp), '1 month')::date
  LOOP
    FOREACH parent IN ARRAY ARRAY[${names}] LOOP
      child := parent || to_char(month, '"_y"YYYY"m"MM');
      CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relname = child);
      PERFORM pg_advisory_xact_lock(hashtext('${schema}.ensure_months'));
      -- Whoever held the lock may have made it.
      CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relname = child);
      EXECUTE format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL)', '${schema}', child, '${schema}', parent);
      EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
        '${schema}', parent, '${schema}', child,
        ${at}.month_bound(month), ${at}.month_bound((month + interval '1 month')::date));
    END LOOP;
  END LOOP;
END $$;`;
}

/** As `monthsFunction`, for the first migrations: it locks the table out while it makes a month. Later ones have replaced it. */
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
