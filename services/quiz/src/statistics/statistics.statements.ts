import { statement, wanted } from '@tenfold/database';
import { CLASSES } from '../aggregates/contribution.js';
import { CURRENT } from '../aggregates/generation.js';

const HISTOGRAM = Array.from({ length: CLASSES }, (_, index) => `class_${index}`).join(', ');

export const VERSIONS = statement(
  'statistics.versions',
  `SELECT version, started, submitted, expired, score_sum::text AS "scoreSum", score_squares::text AS "scoreSquares",
  seconds_sum::text AS "secondsSum", seconds_squares::text AS "secondsSquares", ARRAY[${HISTOGRAM}] AS classes
FROM quiz.version_statistics
WHERE bucket = $1 AND quiz_id = $2 AND generation = ${CURRENT} ORDER BY version DESC LIMIT $3`,
);

const PICKS = `(SELECT coalesce(json_object_agg(c.choice, c.picks), '{}') FROM quiz.choice_statistics c
    WHERE c.bucket = $1 AND c.quiz_id = $2 AND c.generation = q.generation AND c.version = $3 AND c.question_id = q.question_id)`;

export const QUESTIONS = statement(
  'statistics.questions',
  `SELECT question_id AS "questionId", attempts, correct, partial, incorrect, max_millipoints AS "maxMillipoints", x, xx, r, rr, xr,
  ${wanted('picks', PICKS, '$5', `'{}'::json`)}
FROM quiz.question_statistics q
WHERE bucket = $1 AND quiz_id = $2 AND generation = ${CURRENT} AND version = $3 AND question_id = ANY($4::uuid[])`,
);
