import { statement } from '@tenfold/database';
import { ATTEMPT_WITH_RESPONSES } from '../aggregates/aggregates.statements.js';

/** A scatter with a limit: which generations there are. A bucket without a row has the first one. */
export const STATES = statement(
  'rebuild.states',
  `SELECT s.bucket, s.latest, s.building, s.walked FROM quiz.aggregate_state s
WHERE s.bucket::int4 <@ $1::int4multirange LIMIT $2`,
);

/** From the commit on, whatever is added is added to this generation too. A bucket that has it, or has had it, stays as it is. */
export const ANNOUNCE = statement(
  'rebuild.announce',
  `INSERT INTO quiz.aggregate_state AS s (bucket, current, latest, building)
SELECT b.bucket, 0, $2::int, $2::int FROM unnest($1::smallint[]) AS b(bucket) ORDER BY 1
ON CONFLICT (bucket) DO UPDATE SET latest = excluded.latest, building = excluded.building, walked = NULL
WHERE s.latest < excluded.latest`,
);

/** A scatter with a limit: attempts of the buckets $1 to $3, in the order of their keys, from ($1, $2) on. */
export const PAGE = statement(
  'rebuild.page',
  `SELECT ${ATTEMPT_WITH_RESPONSES} FROM quiz.attempt a
WHERE (a.bucket, a.id) > ($1::smallint, $2::uuid) AND a.bucket <= $3 AND a.bucket::int4 <@ $4::int4multirange
ORDER BY a.bucket, a.id LIMIT $5`,
);

export const BOOKMARK = statement(
  'rebuild.bookmark',
  'UPDATE quiz.aggregate_state SET walked = $2 WHERE bucket = $1 AND building = $3',
);

const PARTS = [
  'version_statistics',
  'question_statistics',
  'choice_statistics',
  'leaderboard',
  'leaderboard_entry',
];
const HASH = `sum(hashtextextended((to_jsonb(t) - '{generation,previous_gap}'::text[])::text, 0))`;
const OWN = 'BETWEEN $1 AND $2';

/** One row for each quiz, part and generation: how many rows it has, and a sum of hashes that knows no order. */
const digest = (
  part: string,
  started = '0',
  where = '',
): string => `SELECT t.bucket, t.quiz_id, t.generation, '${part}' AS part,
    count(*) AS size, ${HASH} AS hash, ${started} AS started
  FROM quiz.${part} t WHERE t.bucket ${OWN} AND t.bucket::int4 <@ $3::int4multirange${where} GROUP BY 1, 2, 3`;
const DIGESTS = [
  ...PARTS.map((part) => digest(part, part === 'version_statistics' ? 'sum(t.started)' : '0')),
  // A score that everybody has left keeps its row in the generation where they were.
  digest('leaderboard_score', '0', ' AND t.learners <> 0'),
].join(' UNION ALL ');
const now = (column: string): string => `max(d.${column}) FILTER (WHERE d.generation = s.current)`;
const then = (column: string): string => `max(d.${column}) FILTER (WHERE d.generation = s.building)`;

/** A scatter with a limit: quizzes of the buckets $1 to $2 of which the generation that counts and the one that was built differ. */
export const COMPARE = statement(
  'rebuild.compare',
  `SELECT p.bucket, p.quiz_id AS "quizId", array_agg(p.part ORDER BY p.part) FILTER (WHERE p.differs) AS parts,
  sum(p.kept)::int AS kept, sum(p.counted)::int AS counted
FROM (
  SELECT d.bucket, d.quiz_id, d.part, coalesce(${now('started')}, 0) AS kept, coalesce(${then('started')}, 0) AS counted,
    ${now('size')} IS DISTINCT FROM ${then('size')} OR ${now('hash')} IS DISTINCT FROM ${then('hash')} AS differs
  FROM (${DIGESTS}) d
  JOIN quiz.aggregate_state s ON s.bucket = d.bucket AND s.building = $4 AND s.bucket::int4 <@ $3::int4multirange
  GROUP BY 1, 2, 3
) p
GROUP BY 1, 2 HAVING bool_or(p.differs) LIMIT $5`,
);

/** What was built is what counts from now on. */
export const TAKE = statement(
  'rebuild.take',
  `UPDATE quiz.aggregate_state s SET current = s.building, building = NULL, walked = NULL
FROM unnest($1::smallint[]) AS b(bucket) WHERE s.bucket = b.bucket AND s.building = $2 RETURNING s.bucket`,
);

export const LEAVE = statement(
  'rebuild.leave',
  `UPDATE quiz.aggregate_state s SET building = NULL, walked = NULL
FROM unnest($1::smallint[]) AS b(bucket) WHERE s.bucket = b.bucket AND s.building = $2 RETURNING s.bucket`,
);

const KEYS: Readonly<Record<string, string>> = {
  version_statistics: 'version',
  question_statistics: 'version, question_id',
  choice_statistics: 'version, question_id, choice',
  leaderboard: '',
  leaderboard_entry: 'learner',
  leaderboard_score: 'gap',
};
const sweep = ([table, own]: readonly [string, string]): string => {
  const keys = ['bucket', 'quiz_id', 'generation', ...own.split(', ').filter((key) => key !== '')];
  return `${table} AS (
  DELETE FROM quiz.${table} t USING (
    SELECT ${keys.map((key) => `o.${key}`).join(', ')} FROM quiz.${table} o JOIN quiz.aggregate_state s ON s.bucket = o.bucket
    WHERE o.bucket ${OWN} AND o.bucket::int4 <@ $3::int4multirange AND o.generation <> s.current
      AND o.generation IS DISTINCT FROM s.building LIMIT $4) AS old
  WHERE ${keys.map((key) => `t.${key} = old.${key}`).join(' AND ')} RETURNING 1)`;
};

/** A scatter with a limit: rows of generations that nobody reads and nobody builds. */
export const SWEEP = statement(
  'rebuild.sweep',
  `WITH ${Object.entries(KEYS).map(sweep).join(',\n')}
${Object.keys(KEYS)
  .map((table) => `SELECT * FROM ${table}`)
  .join(' UNION ALL ')}`,
);
