-- Statements on the partitioned tables of quiz, written by test/plans.integration-spec.ts. Not to be edited:
-- UPDATE_QUERIES=1 ./tenfold test integration -- plans
-- For each: of how many of twelve months it reads or writes partitions (an INSERT finds its partition while it runs), and
-- how many tables and indexes the eleventh execution locks; for a short or kept one, also with the plan of its connection,
-- which is made once and locks each month.

-- attempts.start
-- no months; locks: 8, shared: 6
WITH allowed AS (
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
   RETURNING number, learner, quiz_id;

-- attempts.start-many
-- no months; locks: 8, shared: 5
WITH impatient AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', true)),
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
   RETURNING number, learner, quiz_id;

-- attempts.find
-- months: attempt 1; locks: 8, shared: 14
SELECT id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints", CASE WHEN $3::text[] IS NULL OR 'grades' = ANY($3::text[]) THEN grades ELSE NULL::jsonb END AS "grades" FROM quiz.attempt WHERE bucket = $1 AND id = $2;

-- attempts.seal
-- months: attempt 1; locks: 10
WITH sealed AS (
     UPDATE quiz.attempt SET
       state = CASE WHEN accepts_until < $3 THEN 'expired' ELSE 'submitted' END,
       ended_at = CASE WHEN accepts_until < $3 THEN deadline_at ELSE $3 END
     WHERE bucket = $1 AND id = $2 AND state = 'in_progress' AND (NOT $4::boolean OR accepts_until < $3)
     RETURNING *),
   freed AS (
     UPDATE quiz.attempt_allowance a SET open_attempt_id = NULL FROM sealed s
     WHERE a.bucket = s.bucket AND a.learner = s.learner AND a.quiz_id = s.quiz_id AND a.open_attempt_id = s.id)
   SELECT id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints", grades FROM sealed;

-- attempts.grade
-- months: attempt 1; locks: 9
WITH graded AS (
     UPDATE quiz.attempt SET graded_at = $3, millipoints = $4, max_millipoints = $5, grades = $6::jsonb
     WHERE bucket = $1 AND id = $2 AND state <> 'in_progress' AND graded_at IS NULL
     RETURNING *),
   event AS (
     INSERT INTO quiz.outbox (bucket, id, subject, payload, trace_context)
     SELECT bucket, $7::uuid, $8::text, $9::jsonb, $10::jsonb FROM graded)
   SELECT id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints", grades FROM graded;

-- answers.save
-- months: attempt 1; locks: 10, shared: 15
WITH open AS (
     SELECT bucket, id FROM quiz.attempt
     WHERE bucket = $1 AND id = $2 AND learner = $3 AND state = 'in_progress' AND (accepts_until IS NULL OR accepts_until >= $7)
     FOR SHARE)
   INSERT INTO quiz.attempt_answer AS saved (bucket, attempt_id, question_id, sequence, response, saved_at)
   SELECT open.bucket, open.id, $4::uuid, $5::bigint, $6::jsonb, $7::timestamptz FROM open
   ON CONFLICT (bucket, attempt_id, question_id) DO UPDATE
     SET sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
     WHERE saved.sequence < excluded.sequence
   RETURNING attempt_id, question_id, response;

-- answers.save-many
-- months: attempt 1; locks: 10, shared: 14
WITH impatient AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', true)),
   open AS (
     SELECT a.bucket, a.id, w.question_id, w.sequence, w.response, w.saved_at
     FROM impatient CROSS JOIN unnest($1::smallint[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[])
       WITH ORDINALITY AS w(bucket, id, learner, question_id, sequence, response, saved_at, place)
     JOIN quiz.attempt a ON a.bucket = w.bucket AND a.id = w.id
     WHERE a.learner = w.learner AND a.state = 'in_progress' AND (a.accepts_until IS NULL OR a.accepts_until >= w.saved_at)
       AND a.id >= $8::uuid AND a.id <= $9::uuid
     ORDER BY w.place
     FOR SHARE OF a)
   INSERT INTO quiz.attempt_answer AS saved (bucket, attempt_id, question_id, sequence, response, saved_at)
   SELECT bucket, id, question_id, sequence, response::jsonb, saved_at FROM open
   ON CONFLICT (bucket, attempt_id, question_id) DO UPDATE
     SET sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
     WHERE saved.sequence < excluded.sequence
   RETURNING attempt_id, question_id, response;

-- answers.find
-- months: attempt_answer 1; locks: 4, shared: 14
SELECT question_id AS "questionId", sequence, response, saved_at AS "savedAt" FROM quiz.attempt_answer WHERE bucket = $1 AND attempt_id = $2 AND question_id = $3;

-- answers.list
-- months: attempt_answer 1; locks: 4, shared: 14
SELECT question_id AS "questionId", sequence, response, saved_at AS "savedAt" FROM quiz.attempt_answer WHERE bucket = $1 AND attempt_id = $2;

-- attempts.list
-- months: attempt 3; locks: 16, shared: 16
SELECT id, quiz_id, quiz_version, number, state, started_at, deadline_at, accepts_until, ended_at FROM quiz.attempt
   WHERE bucket = $1 AND learner = $2 AND id >= $3 AND id < $4 ORDER BY id DESC LIMIT $5;

-- attempts.list.back
-- months: attempt 3; locks: 16, shared: 16
SELECT id, quiz_id, quiz_version, number, state, started_at, deadline_at, accepts_until, ended_at FROM quiz.attempt
   WHERE bucket = $1 AND learner = $2 AND id >= $3 AND id < $4 ORDER BY id ASC LIMIT $5;

-- attempts.whole-list
-- months: attempt 12; locks: 52
SELECT id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints", grades FROM quiz.attempt WHERE bucket = $1 AND learner = $2 LIMIT 20001;

-- attempts.list-ungraded
-- months: attempt 12; locks: 52
SELECT id, learner, quiz_id AS "quizId", quiz_version AS "quizVersion", number, state, seed,
  started_at AS "startedAt", deadline_at AS "deadlineAt", accepts_until AS "acceptsUntil", ended_at AS "endedAt",
  graded_at AS "gradedAt", millipoints, max_millipoints AS "maxMillipoints", grades FROM quiz.attempt
   WHERE graded_at IS NULL AND (accepts_until < $1 OR (state <> 'in_progress' AND ended_at < $2))
     AND bucket::int4 <@ $4::int4multirange LIMIT $3;

-- aggregates.read
-- months: attempt 1, attempt_answer 1; locks: 12
SELECT a.id, a.learner, a.quiz_id AS "quizId", a.quiz_version AS "quizVersion", a.number, a.state, a.seed,
  a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.accepts_until AS "acceptsUntil", a.ended_at AS "endedAt",
  a.graded_at AS "gradedAt", a.millipoints, a.max_millipoints AS "maxMillipoints", a.grades,
  (SELECT coalesce(json_object_agg(r.question_id, r.response), '{}') FROM quiz.attempt_answer r
    WHERE r.bucket = a.bucket AND r.attempt_id = a.id AND a.graded_at IS NOT NULL AND r.attempt_id >= $3 AND r.attempt_id <= $4) AS responses
FROM unnest($1::smallint[], $2::uuid[]) AS w(bucket, id)
JOIN quiz.attempt a ON a.bucket = w.bucket AND a.id = w.id
WHERE a.id >= $3 AND a.id <= $4 AND a.graded_at IS NOT NULL;

-- rebuild.page
-- months: attempt 12, attempt_answer 12; locks: 78
SELECT a.id, a.learner, a.quiz_id AS "quizId", a.quiz_version AS "quizVersion", a.number, a.state, a.seed,
  a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.accepts_until AS "acceptsUntil", a.ended_at AS "endedAt",
  a.graded_at AS "gradedAt", a.millipoints, a.max_millipoints AS "maxMillipoints", a.grades,
  (SELECT coalesce(json_object_agg(r.question_id, r.response), '{}') FROM quiz.attempt_answer r
    WHERE r.bucket = a.bucket AND r.attempt_id = a.id AND a.graded_at IS NOT NULL) AS responses FROM quiz.attempt a
WHERE (a.bucket, a.id) > ($1::smallint, $2::uuid) AND a.bucket <= $3 AND a.bucket::int4 <@ $4::int4multirange
ORDER BY a.bucket, a.id LIMIT $5;

-- leaderboards.page
-- no months; locks: 7
WITH page AS (
  SELECT e.* FROM quiz.leaderboard_entry e
  WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND (e.gap, e.reached_at, e.attempt_id) > ($3, $4, $5)
  ORDER BY e.gap ASC, e.reached_at ASC, e.attempt_id ASC LIMIT $6
),
ranks AS MATERIALIZED (SELECT s.gap, (sum(s.learners) OVER (ORDER BY s.gap) - s.learners + 1)::int AS rank
  FROM quiz.leaderboard_score s WHERE s.bucket = $1 AND s.quiz_id = $2 AND s.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND s.gap <= (SELECT max(page.gap) FROM page))
SELECT e.learner, e.gap, e.reached_at AS "reachedAt", e.attempt_id AS "attemptId", k.rank FROM page e JOIN ranks k ON k.gap = e.gap
ORDER BY e.gap ASC, e.reached_at ASC, e.attempt_id ASC;

-- leaderboards.page.back
-- no months; locks: 7
WITH page AS (
  SELECT e.* FROM quiz.leaderboard_entry e
  WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND (e.gap, e.reached_at, e.attempt_id) < ($3, $4, $5)
  ORDER BY e.gap DESC, e.reached_at DESC, e.attempt_id DESC LIMIT $6
),
ranks AS MATERIALIZED (SELECT s.gap, (sum(s.learners) OVER (ORDER BY s.gap) - s.learners + 1)::int AS rank
  FROM quiz.leaderboard_score s WHERE s.bucket = $1 AND s.quiz_id = $2 AND s.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND s.gap <= (SELECT max(page.gap) FROM page))
SELECT e.learner, e.gap, e.reached_at AS "reachedAt", e.attempt_id AS "attemptId", k.rank FROM page e JOIN ranks k ON k.gap = e.gap
ORDER BY e.gap DESC, e.reached_at DESC, e.attempt_id DESC;

-- leaderboards.around
-- no months; locks: 7
WITH me AS (
  SELECT e.* FROM quiz.leaderboard_entry e WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND e.learner = $3
),
near AS (
  (SELECT e.* FROM me CROSS JOIN LATERAL (
    SELECT e.* FROM quiz.leaderboard_entry e WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = me.generation AND (e.gap, e.reached_at, e.attempt_id) < (me.gap, me.reached_at, me.attempt_id)
    ORDER BY e.gap DESC, e.reached_at DESC, e.attempt_id DESC LIMIT $4) e)
  UNION ALL
  (SELECT e.* FROM me CROSS JOIN LATERAL (
    SELECT e.* FROM quiz.leaderboard_entry e WHERE e.bucket = $1 AND e.quiz_id = $2 AND e.generation = me.generation AND (e.gap, e.reached_at, e.attempt_id) >= (me.gap, me.reached_at, me.attempt_id)
    ORDER BY e.gap, e.reached_at, e.attempt_id LIMIT $4 + 1) e)
),
ranks AS MATERIALIZED (SELECT s.gap, (sum(s.learners) OVER (ORDER BY s.gap) - s.learners + 1)::int AS rank
  FROM quiz.leaderboard_score s WHERE s.bucket = $1 AND s.quiz_id = $2 AND s.generation = coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0) AND s.gap <= (SELECT max(near.gap) FROM near))
SELECT e.learner, e.gap, e.reached_at AS "reachedAt", e.attempt_id AS "attemptId", k.rank FROM near e JOIN ranks k ON k.gap = e.gap
ORDER BY e.gap, e.reached_at, e.attempt_id;

-- aggregates.naive-attempts
-- months: attempt 12, attempt_answer 12; locks: 78
SELECT a.id, a.learner, a.quiz_id AS "quizId", a.quiz_version AS "quizVersion", a.number, a.state, a.seed,
  a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.accepts_until AS "acceptsUntil", a.ended_at AS "endedAt",
  a.graded_at AS "gradedAt", a.millipoints, a.max_millipoints AS "maxMillipoints", a.grades,
  (SELECT coalesce(json_object_agg(r.question_id, r.response), '{}') FROM quiz.attempt_answer r
    WHERE r.bucket = a.bucket AND r.attempt_id = a.id AND a.graded_at IS NOT NULL) AS responses FROM quiz.attempt a
WHERE a.quiz_id = $1 AND a.bucket::int4 <@ $2::int4multirange LIMIT $3;
