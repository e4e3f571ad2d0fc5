import { LAZILY, statement, type Statement } from '@tenfold/database';
import { tableOf } from '../table-of.js';

/** What stands in the columns of an event, as SQL expressions over the rows of `from`. */
export interface EventColumns {
  /** The CTE whose rows each lead to one event. Its `bucket` becomes the event's. */
  readonly from: string;
  /** Expression of the event's id, made by the application: a statement can then be repeated. */
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  /** What the order of events is kept for, and the version of it that the event belongs to. Left out: no order is kept. */
  readonly order?: { readonly aggregate: string; readonly sequence: string };
  /**
   * True: the row stays, and is published again, until somebody deletes it because the effect is known; later events of its
   * aggregate wait for that. False: it stays for some days after its publication, for `republish`.
   */
  readonly untilConfirmed?: boolean;
  /** Of the request that writes the event, as the parameter that holds `traceOfEvents()`. */
  readonly traceContext: string;
  readonly createdAt?: string;
  /** When the relay may have it; at once, when left out. */
  readonly availableAt?: string;
  /** Further text behind FROM: WHERE, GROUP BY. */
  readonly tail?: string;
  /** The bucket, where `from` is no table with one. */
  readonly bucket?: string;
}

/** The INSERT that stands as a CTE in the statement of the effect: no event without it, and no round trip of its own. */
export function insertEvents(schema: string, columns: EventColumns): string {
  const { from, id, subject, payload, order, createdAt, availableAt, tail } = columns;
  const cells: [column: string, expression: string | undefined][] = [
    ['bucket', columns.bucket ?? 'bucket'],
    ['id', id],
    ['subject', subject],
    ['payload', payload],
    ['aggregate', order?.aggregate],
    ['sequence', order?.sequence],
    ['until_confirmed', columns.untilConfirmed === true ? 'true' : undefined],
    ['trace_context', columns.traceContext],
    ['created_at', createdAt],
    ['available_at', availableAt],
  ];
  const given = cells.filter(([, expression]) => expression !== undefined);
  return `INSERT INTO ${tableOf(schema, 'outbox')} (${given.map(([column]) => column).join(', ')})
  SELECT ${given.map(([, expression]) => expression).join(', ')}
  FROM ${from}${tail === undefined ? '' : ` ${tail}`}`;
}

export interface OutboxStatements {
  readonly claim: Statement;
  readonly mark: Statement;
  readonly defer: Statement;
  readonly resend: Statement;
  readonly republish: Statement;
  readonly sweep: Statement;
  readonly backlog: Statement;
  readonly due: Statement;
}

/** Statements of a whole shard: they belong to no bucket, so each has a limit, and its last parameter is what the shard owns. */
export function outboxStatements(schema: string): OutboxStatements {
  const table = tableOf(schema, 'outbox');
  const named = (verb: string, text: string): Statement => statement(`${schema}.outbox.${verb}`, text);
  const again = 'published_at = NULL, available_at = now()';
  return {
    // Ids commit out of order, so rows are claimed by their state and never by "id greater than the last". A row waits while an
    // earlier one of its aggregate is there and not done with, be it due or not, locked by another relay or not.
    claim: named(
      'claim',
      `SELECT o.bucket, o.id, o.subject, o.payload::text AS payload, o.publications, o.trace_context AS "traceContext",
  o.aggregate IS NOT NULL AS ordered
FROM ${table} o
WHERE o.published_at IS NULL AND o.available_at <= now() AND o.bucket::int4 <@ $2::int4multirange AND NOT EXISTS (
  SELECT FROM ${table} e WHERE e.bucket = o.bucket AND e.aggregate = o.aggregate AND e.sequence < o.sequence
    AND (e.published_at IS NULL OR e.until_confirmed))
ORDER BY o.available_at, o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED`,
    ),
    // Lost with its server, the mark leads to one more publication, which inboxes know.
    mark: named(
      'mark',
      `WITH ${LAZILY}
UPDATE ${table} o SET published_at = now(), available_at = 'infinity', publications = o.publications + 1
FROM lazily, unnest($1::smallint[], $2::uuid[]) AS sent(bucket, id) WHERE o.bucket = sent.bucket AND o.id = sent.id`,
    ),
    // What could not be published makes room: two hundred such rows would be all that is ever claimed.
    defer: named(
      'defer',
      `UPDATE ${table} o SET available_at = now() + interval '2 seconds'
FROM unnest($1::smallint[], $2::uuid[]) AS failed(bucket, id) WHERE o.bucket = failed.bucket AND o.id = failed.id`,
    ),
    // Each time twice as late, from $1 seconds up to a day: what can never succeed is then no load.
    resend: named(
      'resend',
      `UPDATE ${table} o SET ${again} FROM (
  SELECT bucket, id FROM ${table}
  WHERE published_at < now() - make_interval(secs => $1) AND until_confirmed AND bucket::int4 <@ $3::int4multirange
    AND published_at < now() -
    least(make_interval(secs => $1) * power(2, least(publications, 20) - 1), interval '1 day')
  ORDER BY published_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
) late WHERE o.bucket = late.bucket AND o.id = late.id RETURNING o.bucket`,
    ),
    republish: named(
      'republish',
      `UPDATE ${table} o SET ${again} FROM (
  SELECT bucket, id FROM ${table}
  WHERE published_at < $1 AND ($2::text IS NULL OR subject = $2) AND bucket::int4 <@ $4::int4multirange
  ORDER BY published_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
) kept WHERE o.bucket = kept.bucket AND o.id = kept.id RETURNING o.bucket`,
    ),
    sweep: named(
      'sweep',
      `DELETE FROM ${table} o USING (
  SELECT bucket, id FROM ${table} WHERE published_at < $1 AND NOT until_confirmed AND bucket::int4 <@ $3::int4multirange
  ORDER BY published_at, id LIMIT $2
) old WHERE o.bucket = old.bucket AND o.id = old.id RETURNING o.bucket`,
    ),
    backlog: named(
      'backlog',
      `SELECT count(*) FILTER (WHERE published_at IS NULL) AS unpublished,
  count(*) FILTER (WHERE published_at IS NOT NULL AND until_confirmed) AS unconfirmed,
  count(*) FILTER (WHERE published_at IS NOT NULL AND NOT until_confirmed) AS kept
FROM (SELECT published_at, until_confirmed FROM ${table} WHERE bucket::int4 <@ $2::int4multirange LIMIT $1) counted`,
    ),
    // A row that is put off again and again stays as old as it is; one that is sent again is due anew.
    due: named(
      'due',
      `SELECT count(*) AS rows,
  coalesce(extract(epoch FROM now() - min(CASE publications WHEN 0 THEN created_at ELSE available_at END)), 0)::float8 AS "ageSeconds",
  (SELECT extract(epoch FROM available_at - now())::float8 * 1000 FROM ${table}
    WHERE published_at IS NULL AND available_at > now() + interval '2 seconds' AND bucket::int4 <@ $2::int4multirange
    ORDER BY available_at, id LIMIT 1) AS "nextMs"
FROM (
  SELECT created_at, available_at, publications FROM ${table}
  WHERE published_at IS NULL AND available_at <= now() + interval '2 seconds' AND bucket::int4 <@ $2::int4multirange
  ORDER BY available_at, id LIMIT $1
) waiting`,
    ),
  };
}
