import { Injectable } from '@nestjs/common';
import { scatter, Shards, statement } from '@tenfold/database';
import { bucketOf } from '@tenfold/ids';

/** Which quiz a key is for. `isDone` once that quiz has been stored: it may have been deleted since. */
export interface QuizKey {
  readonly quizId: string;
  readonly bodyHash: string;
  readonly isDone: boolean;
}

const COLUMNS = 'quiz_id AS "quizId", body_hash AS "bodyHash", done AS "isDone"';

/** The first writer wins. No row: another one has just committed its own, and a second look finds it. */
export const CLAIM = statement(
  'quiz-keys.claim',
  `WITH claimed AS (
     INSERT INTO quiz.quiz_key (bucket, owner, key, body_hash, quiz_id, done, created_at)
     VALUES ($1, $2, $3, $4, $5, false, $6) ON CONFLICT (bucket, owner, key) DO NOTHING
     RETURNING quiz_id, body_hash, done)
   SELECT ${COLUMNS} FROM claimed
   UNION ALL SELECT ${COLUMNS} FROM quiz.quiz_key WHERE bucket = $1 AND owner = $2 AND key = $3`,
);

export const FINISH = statement(
  'quiz-keys.finish',
  'UPDATE quiz.quiz_key SET done = true WHERE bucket = $1 AND owner = $2 AND key = $3 AND NOT done',
);

export const FORGET = statement(
  'quiz-keys.forget',
  `DELETE FROM quiz.quiz_key k USING (
     SELECT bucket, owner, key FROM quiz.quiz_key
     WHERE created_at < $1 AND bucket::int4 <@ $3::int4multirange LIMIT $2) AS old
   WHERE k.bucket = old.bucket AND k.owner = old.owner AND k.key = old.key
   RETURNING k.bucket`,
);

/**
 * The Idempotency-Keys of authors. A key has a bucket of its own, made of owner and key; the quiz has another one. So the key is claimed
 * first, with the id that the quiz will have, and the quiz is stored under that id by whoever comes, once.
 */
@Injectable()
export class QuizKeysRepository {
  constructor(private readonly shards: Shards) {}

  /** @param quizId what the quiz will be, if the key is new */
  async claim(owner: string, key: string, bodyHash: string, quizId: string, at: string): Promise<QuizKey> {
    const bucket = keyBucket(owner, key);
    for (;;) {
      const values = [bucket, owner, key, bodyHash, quizId, at];
      const [claimed] = await this.shards.forBucket(bucket).query<QuizKey>(CLAIM, values);
      if (claimed !== undefined) return claimed;
    }
  }

  async finish(owner: string, key: string): Promise<void> {
    const bucket = keyBucket(owner, key);
    await this.shards.forBucket(bucket).query(FINISH, [bucket, owner, key]);
  }

  /** @returns how many it forgot, at most `limit` a shard */
  async forget(createdBefore: string, limit: number): Promise<number> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query(FORGET, [createdBefore, limit, own]),
    );
    return lists.flat().length;
  }
}

function keyBucket(owner: string, key: string): number {
  return bucketOf(`${owner}/${key}`);
}
