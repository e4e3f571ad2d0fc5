import { bothWays, statement, wanted } from '@tenfold/database';

const NARROW = `q.id, q.owner, q.status, q.revision, q.question_count AS "questionCount", q.draft_digest AS "draftDigest",
  q.published_version AS "publishedVersion", q.published_digest AS "publishedDigest", q.created_at AS "createdAt",
  q.updated_at AS "updatedAt"`;

export const HEAD = `${NARROW}, q.source, q.external_reference AS "externalReference", q.title`;

/** Of a list: its texts, which are most of a row, are left out when `parameter` does not want them. */
const wantedHead = (parameter: string): string =>
  [
    NARROW,
    wanted('source', 'q.source', parameter, 'NULL'),
    wanted('externalReference', 'q.external_reference', parameter, 'NULL'),
    wanted('title', 'q.title', parameter, `''`),
  ].join(',\n  ');

export const INSERT = statement(
  'authoring.insert',
  `WITH q AS (
     INSERT INTO quiz.quiz (bucket, id, owner, status, source, external_reference, revision, title, question_count,
       draft_digest, created_at, updated_at)
     VALUES ($1, $2, $3, 'draft', $4, $5, 1, $6, $7, $8, $9, $9)
     ON CONFLICT DO NOTHING
     RETURNING bucket, id)
   INSERT INTO quiz.quiz_draft (bucket, quiz_id, content) SELECT q.bucket, q.id, $10::jsonb FROM q
   RETURNING quiz_id`,
);

export const FIND_WITH_DRAFT = statement(
  'authoring.find-with-draft',
  `SELECT ${HEAD}, ${wanted('warnings', `d.content -> 'settings'`, '$3', 'NULL::jsonb')},
     ${wanted('draft', 'd.content', '$3', `'{}'::jsonb`)}
   FROM quiz.quiz q JOIN quiz.quiz_draft d ON d.bucket = q.bucket AND d.quiz_id = q.id
   WHERE q.bucket = $1 AND q.id = $2`,
);

export const FIND_BY_REFERENCE = statement(
  'authoring.find-by-reference',
  `SELECT ${HEAD}, d.content -> 'settings' AS warnings, d.content AS draft
   FROM quiz.quiz q JOIN quiz.quiz_draft d ON d.bucket = q.bucket AND d.quiz_id = q.id
   WHERE q.bucket = $1 AND q.owner = $2 AND q.source = $3 AND q.external_reference = $4`,
);

export const REPLACE_DRAFT = statement(
  'authoring.replace-draft',
  `WITH q AS (
     UPDATE quiz.quiz SET revision = revision + 1, title = $4, question_count = $5, draft_digest = $6, updated_at = $7
     WHERE bucket = $1 AND id = $2 AND revision = $3
     RETURNING id)
   UPDATE quiz.quiz_draft d SET content = $8::jsonb FROM q WHERE d.bucket = $1 AND d.quiz_id = q.id
   RETURNING d.quiz_id`,
);

export const REMOVE = statement(
  'authoring.remove',
  `WITH q AS (
     DELETE FROM quiz.quiz WHERE bucket = $1 AND id = $2 AND revision = $3 AND published_version IS NULL RETURNING id)
   DELETE FROM quiz.quiz_draft d USING q WHERE d.bucket = $1 AND d.quiz_id = q.id
   RETURNING d.quiz_id`,
);

/** Head, version, key, questions, list entry and event: one statement, so that no part of a version can be missing. */
export const PUBLISH = statement(
  'authoring.publish',
  `WITH q AS (
     UPDATE quiz.quiz SET status = 'published', published_version = $4, published_digest = draft_digest,
       revision = revision + 1, updated_at = $5
     WHERE bucket = $1 AND id = $2 AND revision = $3
     RETURNING bucket, id),
   version AS (
     INSERT INTO quiz.quiz_version (bucket, quiz_id, version, content, published_at)
     SELECT q.bucket, q.id, $4, $6::jsonb, $5 FROM q),
   key AS (
     INSERT INTO quiz.quiz_version_key (bucket, quiz_id, version, keys)
     SELECT q.bucket, q.id, $4, $7::jsonb FROM q),
   question AS (
     INSERT INTO quiz.quiz_question (bucket, quiz_id, version, position, id, content)
     SELECT q.bucket, q.id, $4, item.position, (item.content ->> 'id')::uuid, item.content
     FROM q, jsonb_array_elements($8::jsonb) WITH ORDINALITY AS item(content, position)),
   listed AS (
     INSERT INTO quiz.catalogue (bucket, quiz_id, listing_id, version, category, tags, language, card)
     SELECT q.bucket, q.id, $9, $4, $10, $11, $12, $13::jsonb FROM q WHERE $18::boolean
     ON CONFLICT (bucket, quiz_id) DO UPDATE SET version = excluded.version, category = excluded.category,
       tags = excluded.tags, language = excluded.language, card = excluded.card),
   unlisted AS (DELETE FROM quiz.catalogue c USING q WHERE NOT $18::boolean AND c.bucket = q.bucket AND c.quiz_id = q.id),
   event AS (
     INSERT INTO quiz.outbox (bucket, id, subject, payload, trace_context)
     SELECT q.bucket, $14, $15, $16::jsonb, $17::jsonb FROM q)
   SELECT q.id FROM q`,
);

export const ARCHIVE = statement(
  'authoring.archive',
  `WITH q AS (
     UPDATE quiz.quiz SET status = 'archived', revision = revision + 1, updated_at = $4
     WHERE bucket = $1 AND id = $2 AND revision = $3 AND status = 'published'
     RETURNING id),
   unlisted AS (DELETE FROM quiz.catalogue c USING q WHERE c.bucket = $1 AND c.quiz_id = q.id)
   SELECT q.id FROM q`,
);

/** A scatter read: see the migration for its index. */
export const LIST_OWNED = bothWays(
  'authoring.list-owned',
  'DESC',
  ({ order, beyond }) => `SELECT ${wantedHead('$5')} FROM quiz.quiz q WHERE q.owner = $1 AND q.id ${beyond} $2
   AND q.bucket::int4 <@ $4::int4multirange ORDER BY q.id ${order} LIMIT $3`,
);
