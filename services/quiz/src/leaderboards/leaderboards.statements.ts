import { bothWays, statement } from '@tenfold/database';
import { CURRENT } from '../aggregates/generation.js';

const COLUMNS = 'e.learner, e.gap, e.reached_at AS "reachedAt", e.attempt_id AS "attemptId"';
const HERE = `bucket = $1 AND quiz_id = $2 AND generation = ${CURRENT}`;
const PLACE = '(e.gap, e.reached_at, e.attempt_id)';
const ME = '(me.gap, me.reached_at, me.attempt_id)';

/**
 * Ranks of the scores down to the lowest that is shown: one more than the learners above. At most 10,001 rows however many learners
 * there are, since a score is one of so many.
 */
const RANKS = (
  lowest: string,
): string => `SELECT s.gap, (sum(s.learners) OVER (ORDER BY s.gap) - s.learners + 1)::int AS rank
  FROM quiz.leaderboard_score s WHERE s.${HERE.replaceAll(' AND ', ' AND s.')} AND s.gap <= ${lowest}`;

export const PAGE = bothWays(
  'leaderboards.page',
  'ASC',
  ({ order, beyond }) => `WITH page AS (
  SELECT e.* FROM quiz.leaderboard_entry e
  WHERE e.${HERE.replaceAll(' AND ', ' AND e.')} AND ${PLACE} ${beyond} ($3, $4, $5)
  ORDER BY e.gap ${order}, e.reached_at ${order}, e.attempt_id ${order} LIMIT $6
),
ranks AS MATERIALIZED (${RANKS('(SELECT max(page.gap) FROM page)')})
SELECT ${COLUMNS}, k.rank FROM page e JOIN ranks k ON k.gap = e.gap
ORDER BY e.gap ${order}, e.reached_at ${order}, e.attempt_id ${order}`,
);

/** A learner's own place with those next to it, from two ends of one index. */
export const AROUND = statement(
  'leaderboards.around',
  `WITH me AS (
  SELECT e.* FROM quiz.leaderboard_entry e WHERE e.${HERE.replaceAll(' AND ', ' AND e.')} AND e.learner = $3
),
near AS (
  (SELECT e.* FROM me CROSS JOIN LATERAL (
    SELECT e.* FROM quiz.leaderboard_entry e WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = me.generation AND ${PLACE} < ${ME}
    ORDER BY e.gap DESC, e.reached_at DESC, e.attempt_id DESC LIMIT $4) e)
  UNION ALL
  (SELECT e.* FROM me CROSS JOIN LATERAL (
    SELECT e.* FROM quiz.leaderboard_entry e WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = me.generation AND ${PLACE} >= ${ME}
    ORDER BY e.gap, e.reached_at, e.attempt_id LIMIT $4 + 1) e)
),
ranks AS MATERIALIZED (${RANKS('(SELECT max(near.gap) FROM near)')})
SELECT ${COLUMNS}, k.rank FROM near e JOIN ranks k ON k.gap = e.gap
ORDER BY e.gap, e.reached_at, e.attempt_id`,
);
