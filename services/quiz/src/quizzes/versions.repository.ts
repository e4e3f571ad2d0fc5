import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import type { QuestionKey } from '../grading/answer-key.js';

const CURRENT = statement(
  'versions.current',
  `SELECT published_version AS version FROM quiz.quiz WHERE bucket = $1 AND id = $2 AND status = 'published'`,
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
);

/** Published versions. All but `keys` may be shown to everybody. */
@Injectable()
export class VersionsRepository {
  constructor(private readonly shards: Shards) {}

  /** The version that a published quiz is at; undefined for a quiz that is not published. */
  async current(quizId: string): Promise<number | undefined> {
    const rows = await this.shards
      .forId(quizId)
      .read<{ version: number }>(CURRENT, [bucketOfId(quizId), quizId]);
    return rows[0]?.version;
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
