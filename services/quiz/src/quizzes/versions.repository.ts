import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import type { QuestionKey } from '../grading/answer-key.js';

const CURRENT = statement(
  'versions.current',
  `SELECT revision, CASE WHEN status = 'published' THEN published_version END AS version
   FROM quiz.quiz WHERE bucket = $1 AND id = $2 AND published_version IS NOT NULL`,
  { short: true },
);

const CONTENT = statement(
  'versions.content',
  `SELECT json_build_object('quiz', v.content, 'questions', (
     SELECT json_agg(q.content ORDER BY q.position) FROM quiz.quiz_question q
     WHERE q.bucket = $1 AND q.quiz_id = $2 AND q.version = $3))::text AS content
   FROM quiz.quiz_version v WHERE v.bucket = $1 AND v.quiz_id = $2 AND v.version = $3`,
);

const KEYS = statement(
  'versions.keys',
  'SELECT keys FROM quiz.quiz_version_key WHERE bucket = $1 AND quiz_id = $2 AND version = $3',
  { short: true },
);

/** Published versions. All but `keys` may be shown to everybody. */
@Injectable()
export class VersionsRepository {
  constructor(private readonly shards: Shards) {}

  /**
   * The version that a quiz is at, and the revision that says so; none for one that was never published, no version for one in the
   * archive. What is cached must not be older than what others know, so the primary is asked.
   */
  async current(quizId: string): Promise<{ revision: number; version: number | null } | undefined> {
    const rows = await this.shards
      .forId(quizId)
      .read<{ revision: number; version: number | null }>(CURRENT, [bucketOfId(quizId), quizId], {
        intent: 'fresh',
      });
    return rows[0];
  }

  /** JSON text of a version and its questions. */
  async content(quizId: string, version: number): Promise<string | undefined> {
    const values = [bucketOfId(quizId), quizId, version];
    const shard = this.shards.forId(quizId);
    const [found] = await shard.read<{ content: string }>(CONTENT, values);
    if (found !== undefined) return found.content;
    // Another replica may have shown that the version exists; it never changes, so only one that lacks it can be behind.
    const [newest] = await shard.read<{ content: string }>(CONTENT, values, { intent: 'fresh' });
    return newest?.content;
  }

  /** The answer key: for grading, inside this process, and not to be kept. */
  async keys(quizId: string, version: number): Promise<QuestionKey[]> {
    const values = [bucketOfId(quizId), quizId, version];
    const rows = await this.shards.forId(quizId).read<{ keys: QuestionKey[] }>(KEYS, values);
    if (rows[0] === undefined) throw new Error(`version ${version} of quiz ${quizId} has no key`);
    return rows[0].keys;
  }
}
