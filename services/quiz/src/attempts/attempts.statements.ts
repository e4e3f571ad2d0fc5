import { bothWays, IMPATIENT, statement, wanted } from '@tenfold/database';

const NARROW = `id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints"`;

export const COLUMNS = `${NARROW}, grades`;

/**
 * Counts the attempt, keeps the key, stores the attempt and its event. Starts of one learner at one quiz queue on the allowance row, so no two
 * can take the last attempt, or be in progress at once. No row: none is left, one is in progress, or the key is known. $16 is one that is
 * named there though it has ended. Two starts with one key at once: the later one runs into
 * the key's primary key, and all of it is undone.
 */
export const START = statement(
  'attempts.start',
  `WITH allowed AS (
     INSERT INTO quiz.attempt_allowance AS a (bucket, learner, quiz_id, started, open_attempt_id)
     SELECT $1::smallint, $3::text, $4::uuid, 1, $2::uuid
     WHERE NOT EXISTS (SELECT FROM quiz.attempt_key WHERE bucket = $1::smallint AND learner = $3::text AND key = $11::text)
     ON CONFLICT (bucket, learner, quiz_id) DO UPDATE SET started = a.started + 1, open_attempt_id = excluded.open_attempt_id
     WHERE a.started < $10::integer AND (a.open_attempt_id IS NULL OR a.open_attempt_id = $16::uuid)
     RETURNING started),
   keyed AS (
     INSERT INTO quiz.attempt_key (bucket, learner, key, quiz_id, attempt_id, created_at)
     SELECT $1::smallint, $3::text, $11::text, $4::uuid, $2::uuid, $7::timestamptz FROM allowed WHERE $11::text IS NOT NULL),
   event AS (
     INSERT INTO quiz.outbox (bucket, id, subject, payload, trace_context)
     SELECT $1::smallint, $12::uuid, $13::text, $14::jsonb, $15::jsonb FROM allowed)
   INSERT INTO quiz.attempt (bucket, id, learner, quiz_id, quiz_version, number, state, seed, started_at, deadline_at,
     accepts_until)
   SELECT $1::smallint, $2::uuid, $3::text, $4::uuid, $5::integer, allowed.started, 'in_progress', $6::integer,
     $7::timestamptz, $8::timestamptz, $9::timestamptz FROM allowed
   RETURNING number, learner, quiz_id`,
  { cells: true, kept: true },
);

/**
 * The same for several learners, or several quizzes of one: no two have the same allowance. All take their locks in the order in which
 * they are given. A key that two of them have, or that somebody else has stored meanwhile, undoes all of them.
 */
export const START_MANY = statement(
  'attempts.start-many',
  `WITH ${IMPATIENT},
   wanted AS MATERIALIZED (
     SELECT w.* FROM impatient, unnest($1::smallint[], $2::uuid[], $3::text[], $4::uuid[], $5::integer[], $6::integer[], $7::timestamptz[],
       $8::timestamptz[], $9::timestamptz[], $10::integer[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::text[],
       $16::uuid[])
       WITH ORDINALITY AS w(bucket, id, learner, quiz_id, version, seed, started_at, deadline_at, accepts_until, most, key,
         event_id, subject, payload, trace, ended, place)),
   allowed AS (
     INSERT INTO quiz.attempt_allowance AS a (bucket, learner, quiz_id, started, open_attempt_id)
     SELECT w.bucket, w.learner, w.quiz_id, 1, w.id FROM wanted w
     WHERE NOT EXISTS (SELECT FROM quiz.attempt_key k WHERE k.bucket = w.bucket AND k.learner = w.learner AND k.key = w.key)
     ORDER BY w.place
     ON CONFLICT (bucket, learner, quiz_id) DO UPDATE SET started = a.started + 1, open_attempt_id = excluded.open_attempt_id
     WHERE EXISTS (SELECT FROM wanted w
       WHERE w.id = excluded.open_attempt_id AND a.started < w.most AND (a.open_attempt_id IS NULL OR a.open_attempt_id = w.ended))
     RETURNING bucket, learner, quiz_id, started),
   let_in AS MATERIALIZED (
     SELECT w.*, allowed.started FROM wanted w JOIN allowed USING (bucket, learner, quiz_id) ORDER BY w.place),
   keyed AS (
     INSERT INTO quiz.attempt_key (bucket, learner, key, quiz_id, attempt_id, created_at)
     SELECT bucket, learner, key, quiz_id, id, started_at FROM let_in WHERE key IS NOT NULL),
   event AS (
     INSERT INTO quiz.outbox (bucket, id, subject, payload, trace_context)
     SELECT bucket, event_id, subject, payload::jsonb, trace::jsonb FROM let_in)
   INSERT INTO quiz.attempt (bucket, id, learner, quiz_id, quiz_version, number, state, seed, started_at, deadline_at,
     accepts_until)
   SELECT bucket, id, learner, quiz_id, version, started, 'in_progress', seed, started_at, deadline_at, accepts_until FROM let_in
   RETURNING number, learner, quiz_id`,
  { cells: true, kept: true },
);

export const FIND = statement(
  'attempts.find',
  `SELECT ${NARROW}, ${wanted('grades', 'grades', '$3', 'NULL::jsonb')} FROM quiz.attempt WHERE bucket = $1 AND id = $2`,
  { short: true },
);

export const FIND_BY_KEY = statement(
  'attempts.find-by-key',
  `SELECT attempt_id AS id, quiz_id AS "quizId", created_at AS "createdAt" FROM quiz.attempt_key
   WHERE bucket = $1 AND learner = $2 AND key = $3`,
  { short: true },
);

export const KEEP_KEY = statement(
  'attempts.keep-key',
  `INSERT INTO quiz.attempt_key (bucket, learner, key, quiz_id, attempt_id, created_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (bucket, learner, key) DO NOTHING`,
);

export const FIND_ALLOWANCE = statement(
  'attempts.find-allowance',
  `SELECT started, open_attempt_id AS "openId" FROM quiz.attempt_allowance
   WHERE bucket = $1 AND learner = $2 AND quiz_id = $3`,
  { short: true },
);

/** What a list shows, in the order that `listedAttempt` reads it in. */
const LISTED = `id, quiz_id, quiz_version, number, state, started_at, deadline_at, accepts_until, ended_at`;

export const LIST = bothWays(
  'attempts.list',
  'DESC',
  ({ order }) => `SELECT ${LISTED} FROM quiz.attempt
   WHERE bucket = $1 AND learner = $2 AND id >= $3 AND id < $4 ORDER BY id ${order} LIMIT $5`,
  { short: true, cells: true },
);

/**
 * From here on no answer is taken, and the learner may start another attempt. An answer that is being stored holds the row, so it is either
 * in or refused. The locks are taken in the order attempt, allowance; a start locks no attempt that others see.
 */
export const SEAL = statement(
  'attempts.seal',
  `WITH sealed AS (
     UPDATE quiz.attempt SET
       state = CASE WHEN accepts_until < $3 THEN 'expired' ELSE 'submitted' END,
       ended_at = CASE WHEN accepts_until < $3 THEN deadline_at ELSE $3 END
     WHERE bucket = $1 AND id = $2 AND state = 'in_progress' AND (NOT $4::boolean OR accepts_until < $3)
     RETURNING *),
   freed AS (
     UPDATE quiz.attempt_allowance a SET open_attempt_id = NULL FROM sealed s
     WHERE a.bucket = s.bucket AND a.learner = s.learner AND a.quiz_id = s.quiz_id AND a.open_attempt_id = s.id)
   SELECT ${COLUMNS} FROM sealed`,
);

/** The first grading wins, and its event goes out with it; a second one finds no row. */
export const GRADE = statement(
  'attempts.grade',
  `WITH graded AS (
     UPDATE quiz.attempt SET graded_at = $3, millipoints = $4, max_millipoints = $5, grades = $6::jsonb
     WHERE bucket = $1 AND id = $2 AND state <> 'in_progress' AND graded_at IS NULL
     RETURNING *),
   event AS (
     INSERT INTO quiz.outbox (bucket, id, subject, payload, trace_context)
     SELECT bucket, $7::uuid, $8::text, $9::jsonb, $10::jsonb FROM graded)
   SELECT ${COLUMNS} FROM graded`,
);

/** A scatter read of the sweep: attempts that are over and have no grade yet. */
export const LIST_UNGRADED = statement(
  'attempts.list-ungraded',
  `SELECT ${COLUMNS} FROM quiz.attempt
   WHERE graded_at IS NULL AND (accepts_until < $1 OR (state <> 'in_progress' AND ended_at < $2))
     AND bucket::int4 <@ $4::int4multirange LIMIT $3`,
);

export const FORGET_KEYS = statement(
  'attempts.forget-keys',
  `DELETE FROM quiz.attempt_key k USING (
     SELECT bucket, learner, key FROM quiz.attempt_key
     WHERE created_at < $1 AND bucket::int4 <@ $3::int4multirange LIMIT $2) AS old
   WHERE k.bucket = old.bucket AND k.learner = old.learner AND k.key = old.key
   RETURNING k.bucket`,
);
