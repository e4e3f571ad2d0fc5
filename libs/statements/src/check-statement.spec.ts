import { checkStatement } from './check-statement.js';

const TABLES = new Set(['orders.header', 'orders.history', 'orders.outbox', 'orders.customer_rollup']);

/** Each names the rule that it breaks. */
const refused: Readonly<Record<string, readonly [rule: string, text: string]>> = {
  'a missing bucket': ['reads-one-bucket', 'SELECT * FROM orders.header WHERE id = $1'],
  'a table without its schema': ['reads-one-bucket', 'SELECT * FROM header WHERE id = $1'],
  'a bucket that OR makes optional': [
    'reads-one-bucket',
    'SELECT * FROM orders.header WHERE bucket = $1 OR id = $2',
  ],
  'a bucket that may be null': [
    'reads-one-bucket',
    'SELECT * FROM orders.header WHERE ($1::smallint IS NULL OR bucket = $1) AND id = $2',
  ],
  'a bucket that is excluded': ['reads-one-bucket', 'SELECT * FROM orders.header WHERE NOT (bucket = $1)'],
  'a range of buckets': ['reads-one-bucket', 'SELECT * FROM orders.header WHERE bucket >= $1 AND id = $2'],
  'a bucket that is calculated on': [
    'reads-one-bucket',
    'SELECT * FROM orders.header WHERE bucket + 0 = $1 AND id = $2',
  ],
  'a bucket compared with itself': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h WHERE h.bucket = h.bucket',
  ],
  'a bucket compared with null': ['reads-one-bucket', 'SELECT * FROM orders.header WHERE bucket = NULL'],
  'a bucket in a sub-query only': [
    'reads-one-bucket',
    'SELECT * FROM orders.header WHERE id IN (SELECT order_id FROM orders.history WHERE bucket = $1)',
  ],
  'a bucket that a sub-query decides': [
    'reads-one-bucket',
    'SELECT * FROM orders.header WHERE bucket = (SELECT min(bucket) FROM orders.history WHERE bucket = $1)',
  ],
  'a sub-query without a bucket': [
    'reads-one-bucket',
    'SELECT (SELECT count(*) FROM orders.history WHERE order_id = h.id) FROM orders.header h WHERE h.bucket = $1',
  ],
  'a join on the id alone': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h JOIN orders.history e ON e.order_id = h.id WHERE h.bucket = $1 AND h.id = $2',
  ],
  'a join of two tables of which neither has a bucket': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h JOIN orders.history e ON e.bucket = h.bucket AND e.order_id = h.id',
  ],
  'an outer join that holds only the other side': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h LEFT JOIN orders.history e ON e.bucket = h.bucket AND h.bucket = $1 AND e.bucket = $1',
  ],
  'a full join': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h FULL JOIN orders.history e ON e.bucket = $1 AND h.bucket = $1',
  ],
  'a bucket compared with a column of a table that is not sharded': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h JOIN public.region r ON r.bucket = h.bucket AND r.name = $1',
  ],
  'a bucket compared with another column': [
    'reads-one-bucket',
    'SELECT * FROM orders.header h JOIN unnest($1::int[], $2::uuid[]) AS d(n, id) ON d.n = h.bucket AND d.id = h.id',
  ],
  'a CTE that drops the bucket': [
    'reads-one-bucket',
    `WITH h AS (SELECT id FROM orders.header WHERE bucket = $1 AND id = $2)
     SELECT * FROM orders.history e JOIN h ON e.order_id = h.id`,
  ],
  'a CTE that puts something else in the place of the bucket': [
    'reads-one-bucket',
    `WITH h AS (SELECT version AS bucket, id FROM orders.header WHERE bucket = $1)
     SELECT * FROM orders.history e JOIN h ON e.bucket = h.bucket AND e.order_id = h.id`,
  ],
  'one side of a UNION': [
    'reads-one-bucket',
    'SELECT id FROM orders.header WHERE bucket = $1 UNION ALL SELECT id FROM orders.header',
  ],
  'a DELETE by the id alone': ['reads-one-bucket', 'DELETE FROM orders.outbox WHERE id = $1'],
  'a DELETE of what a limited read of all buckets finds': [
    'reads-one-bucket',
    `DELETE FROM orders.outbox o USING (SELECT bucket, id FROM orders.outbox LIMIT $1) old
     WHERE o.bucket = old.bucket AND o.id = old.id`,
  ],
  'an UPDATE by the id alone': ['reads-one-bucket', 'UPDATE orders.header SET status = $2 WHERE id = $1'],
  'an UPDATE in a CTE': [
    'reads-one-bucket',
    'WITH h AS (UPDATE orders.header SET status = $2 WHERE id = $1 RETURNING id) SELECT id FROM h',
  ],
  'an UPDATE of the bucket': [
    'keeps-the-bucket',
    'UPDATE orders.header SET bucket = $3 WHERE bucket = $1 AND id = $2',
  ],
  'an UPDATE of the bucket on conflict': [
    'keeps-the-bucket',
    `INSERT INTO orders.header (bucket, id) VALUES ($1, $2)
     ON CONFLICT (bucket, id) DO UPDATE SET bucket = excluded.bucket`,
  ],
  'an INSERT without the bucket': [
    'inserts-a-bucket',
    'INSERT INTO orders.header (id, status) VALUES ($1, $2)',
  ],
  'an INSERT that names no columns': ['inserts-a-bucket', 'INSERT INTO orders.header VALUES ($1, $2)'],
  'an INSERT of a bucket by default': [
    'inserts-a-bucket',
    'INSERT INTO orders.header (bucket, id) VALUES (DEFAULT, $1)',
  ],
  'an INSERT of a bucket that it was not given': [
    'inserts-a-bucket',
    'INSERT INTO orders.header (id, bucket) SELECT id, version FROM orders.header WHERE bucket = $1',
  ],
  'a MERGE': [
    'is-readable',
    'MERGE INTO orders.header h USING orders.history e ON e.bucket = h.bucket WHEN MATCHED THEN DELETE',
  ],
  'a TRUNCATE': ['is-readable', 'TRUNCATE orders.header'],
};

const accepted: Readonly<Record<string, string>> = {
  'no sharded table': 'SELECT 1',
  'a function': 'SELECT orders.ensure_months($1::date, $1::date)',
  'a parameter':
    'SELECT * FROM orders.header h WHERE h.bucket = $1 AND h.id = $2 AND ($3::text IS NULL OR h.customer_id = $3)',
  'a parameter with a cast, on the other side':
    'SELECT * FROM orders.header WHERE $1::smallint = bucket AND id = $2',
  'a constant': 'SELECT * FROM orders.header WHERE bucket = 7',
  'an array': 'SELECT * FROM orders.header WHERE bucket = ANY($1::smallint[]) AND id = ANY($2)',
  'a list': 'SELECT * FROM orders.header WHERE bucket IN ($1, $2)',
  'a join by bucket': `SELECT * FROM orders.header h JOIN orders.history e ON e.bucket = h.bucket AND e.order_id = h.id
    WHERE h.bucket = $1`,
  'an outer join by bucket': `SELECT * FROM orders.header h LEFT JOIN orders.history e ON e.bucket = h.bucket
    WHERE h.bucket = $1`,
  'an unnested list': `SELECT * FROM unnest($1::smallint[], $2::uuid[]) AS w(bucket, id)
    JOIN orders.header h ON h.bucket = w.bucket AND h.id = w.id`,
  'a list of values': `SELECT * FROM (VALUES ($1::smallint, $2::uuid)) AS w(bucket, id)
    JOIN orders.header h ON h.bucket = w.bucket AND h.id = w.id`,
  'a CTE that carries an unnested bucket': `WITH done AS (SELECT * FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, id)),
    locked AS (SELECT h.bucket, h.id FROM orders.header h JOIN done d ON d.bucket = h.bucket AND d.id = h.id FOR UPDATE OF h),
    h AS (UPDATE orders.header h SET version = version + 1 FROM locked l WHERE h.bucket = l.bucket AND h.id = l.id)
    DELETE FROM orders.outbox o USING done d WHERE o.bucket = d.bucket AND o.id = d.id`,
  'an INSERT of what another one returned': `WITH h AS (INSERT INTO orders.header (bucket, id) VALUES ($1, $2) RETURNING *)
    INSERT INTO orders.outbox (id, bucket) SELECT $3::uuid, h.bucket FROM h, unnest($4::int[]) AS t(n)`,
  'an INSERT of the least of given buckets': `WITH h AS (SELECT bucket FROM orders.header WHERE bucket = ANY($1))
    INSERT INTO orders.outbox (bucket, id) SELECT (SELECT min(bucket) FROM h), $2`,
  'sums by given buckets': `WITH i AS (SELECT * FROM unnest($1::smallint[], $2::text[]) AS i(bucket, customer_id))
    INSERT INTO orders.customer_rollup AS r (bucket, customer_id, orders)
    SELECT bucket, customer_id, count(*) FROM i GROUP BY bucket, customer_id
    ON CONFLICT (bucket, customer_id) DO UPDATE SET orders = r.orders + excluded.orders`,
  'a sub-query that looks at the row around it':
    'SELECT (SELECT count(*) FROM orders.history e WHERE e.bucket = h.bucket) FROM orders.header h WHERE h.bucket = $1',
  'an INSERT that asks whether there is a row': `INSERT INTO orders.header (bucket, id) SELECT $1::smallint, $2::uuid
    WHERE NOT EXISTS (SELECT FROM orders.history WHERE bucket = $1::smallint AND order_id = $2)`,
};

describe(checkStatement, () => {
  it.each(Object.keys(refused))('should refuse %s', async (what) => {
    const [rule, text] = refused[what]!;
    const findings = await checkStatement(text, TABLES);
    expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([rule]);
  });

  it.each(Object.keys(accepted))('should accept %s', async (what) => {
    expect(await checkStatement(accepted[what]!, TABLES)).toEqual([]);
  });

  it('should report a read of every bucket once, and not what is joined to it', async () => {
    const findings = await checkStatement(
      refused['a DELETE of what a limited read of all buckets finds']![1],
      TABLES,
    );
    expect(findings).toEqual([
      {
        rule: 'reads-one-bucket',
        detail: 'selects orders.outbox in every bucket',
        limited: true,
        owned: false,
      },
    ]);
  });

  const OWN = '<@ $2::int4multirange';
  it.each([
    [true, `SELECT 1 FROM orders.header h WHERE h.bucket::int4 ${OWN} LIMIT 1`],
    [true, `SELECT 1 FROM orders.header WHERE (id > $1 OR id < $3) AND bucket::int4 ${OWN} LIMIT 1`],
    [false, `SELECT 1 FROM orders.header h WHERE (id > $1 OR h.bucket::int4 ${OWN}) LIMIT 1`],
    [false, `SELECT 1 FROM orders.header h WHERE NOT h.bucket::int4 ${OWN} LIMIT 1`],
    [false, `SELECT 1 FROM orders.header h WHERE h.version::int4 ${OWN} LIMIT 1`],
    [false, "SELECT 1 FROM orders.header h WHERE h.bucket::int4 <@ '{[0,4096)}'::int4multirange LIMIT 1"],
  ])('should say %s of whether it reads the shard’s own buckets only: %s', async (owned, text) => {
    const findings = await checkStatement(text, TABLES);
    expect(findings.map((finding) => finding.owned)).toEqual([owned]);
  });

  it('should take what is joined by bucket to an owned table for owned', async () => {
    const text = `SELECT 1 FROM orders.header h JOIN orders.outbox o ON o.bucket = h.bucket
      JOIN orders.header x ON x.id = h.id WHERE h.bucket::int4 ${OWN} LIMIT 1`;
    const findings = await checkStatement(text, TABLES);
    expect(findings.map((finding) => finding.owned)).toEqual([true, true, false]);
  });

  it.each(['LIMIT ALL', 'LIMIT NULL', 'OFFSET 5', ''])('should not take "%s" for a limit', async (clause) => {
    const findings = await checkStatement(`SELECT * FROM orders.header ${clause}`, TABLES);
    expect(findings.map(({ limited }) => limited)).toEqual([false]);
  });
});
