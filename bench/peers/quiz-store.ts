import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { config, HOST } from './config.js';
import type { PlacedQuestion } from './questions.js';

export interface Attempt {
  readonly id: string;
  readonly quizId: string;
  readonly version: number;
  readonly number: number;
  readonly state: string;
  readonly startedAt: Date;
  readonly deadlineAt: Date | null;
  readonly endedAt: Date | null;
}

export interface Card {
  readonly listingId: string;
  readonly card: object;
}

/** A pointer is asked for again after a second, as ours is; what it points to never changes. */
const POINTER_MS = 1_000;
const LIST_MS = 1_000;
const REDIS_SECONDS = 60;
const ATTEMPT = `id, quiz_id AS "quizId", version, number, state, started_at AS "startedAt", deadline_at AS "deadlineAt",
  ended_at AS "endedAt"`;

const INT8 = 20;
pg.types.setTypeParser(INT8, Number);
const pool = new pg.Pool({ ...config.database, max: config.poolSize });
const redis = new Redis({
  host: HOST,
  port: config.redisPort,
  enableAutoPipelining: true,
  keyPrefix: 'bench-peer:',
});
const pointers = new LRUCache<string, { readonly version: number }>({ max: 10_000, ttl: POINTER_MS });
const versions = new LRUCache<string, readonly PlacedQuestion[]>({ max: 10_000 });
const lists = new LRUCache<string, readonly Card[]>({ max: 1_000, ttl: LIST_MS });
const owners = new LRUCache<string, string>({ max: 20_000 });

async function query<T extends object>(name: string, text: string, values: unknown[]): Promise<T[]> {
  return (await pool.query<T>({ name, text, values })).rows;
}

/** Cache-aside in two levels: the process, then Redis, then Postgres. */
export async function questionOf(quizId: string, position: number): Promise<PlacedQuestion | undefined> {
  const pointer = pointers.get(quizId) ?? (await readPointer(quizId));
  if (pointer === undefined) return undefined;
  const key = `${quizId}:${pointer.version}`;
  const questions = versions.get(key) ?? (await readVersion(key, quizId, pointer.version));
  return questions[position - 1];
}

async function readPointer(quizId: string): Promise<{ version: number } | undefined> {
  const cached = await redis.get(`current:${quizId}`);
  const version =
    cached === null
      ? (
          await query<{ version: number }>('pointer', 'SELECT version FROM bench.quizzes WHERE id = $1', [
            quizId,
          ])
        )[0]?.version
      : Number(cached);
  if (version === undefined) return undefined;
  if (cached === null) await redis.set(`current:${quizId}`, version, 'EX', REDIS_SECONDS);
  pointers.set(quizId, { version });
  return { version };
}

async function readVersion(key: string, quizId: string, version: number): Promise<readonly PlacedQuestion[]> {
  const cached = await redis.get(`version:${key}`);
  const found =
    cached === null
      ? (
          await query<{ questions: PlacedQuestion[] }>(
            'version',
            'SELECT questions FROM bench.quizzes WHERE id = $1 AND version = $2',
            [quizId, version],
          )
        )[0]?.questions
      : (JSON.parse(cached) as PlacedQuestion[]);
  const questions = found ?? [];
  if (cached === null) await redis.set(`version:${key}`, JSON.stringify(questions));
  versions.set(key, questions);
  return questions;
}

export async function listCards(before: string, limit: number): Promise<readonly Card[]> {
  const key = `${before}/${limit}`;
  const kept = lists.get(key);
  if (kept !== undefined) return kept;
  const rows = await query<Card>(
    'cards',
    'SELECT listing_id AS "listingId", card FROM bench.cards WHERE listing_id < $1 ORDER BY listing_id DESC LIMIT $2',
    [before, limit],
  );
  lists.set(key, rows);
  return rows;
}

export function listAttempts(learner: string, before: string, limit: number): Promise<Attempt[]> {
  return query<Attempt>(
    'attempts',
    `SELECT ${ATTEMPT} FROM bench.attempts WHERE learner = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
    [learner, before, limit],
  );
}

interface StartedAttempt {
  readonly attempt: Attempt;
  /** Otherwise it was in progress already. */
  readonly created: boolean;
  readonly questionCount: number;
}

export async function startAttempt(learner: string, quizId: string): Promise<StartedAttempt | undefined> {
  const pointer = pointers.get(quizId) ?? (await readPointer(quizId));
  if (pointer === undefined) return undefined;
  const key = `${quizId}:${pointer.version}`;
  const questions = versions.get(key) ?? (await readVersion(key, quizId, pointer.version));
  const [attempt] = await query<Attempt>(
    'start',
    `INSERT INTO bench.attempts (learner, quiz_id, version, number, state, started_at)
     SELECT $1::text, $2::uuid, $3::int, 1 + count(*), 'in_progress', $4::timestamptz
     FROM bench.attempts WHERE learner = $1 AND quiz_id = $2
     ON CONFLICT (learner, quiz_id) WHERE state = 'in_progress' DO NOTHING RETURNING ${ATTEMPT}`,
    [learner, quizId, pointer.version, new Date()],
  );
  if (attempt !== undefined) return { attempt, created: true, questionCount: questions.length };
  const [open] = await query<Attempt>(
    'open',
    `SELECT ${ATTEMPT} FROM bench.attempts WHERE learner = $1 AND quiz_id = $2 AND state = 'in_progress'`,
    [learner, quizId],
  );
  return open === undefined ? undefined : { attempt: open, created: false, questionCount: questions.length };
}

/** Whose it is never changes, so it is asked for once. */
export async function ownerOf(attemptId: string): Promise<string | undefined> {
  const known = owners.get(attemptId);
  if (known !== undefined) return known;
  const [found] = await query<{ learner: string }>(
    'owner',
    'SELECT learner FROM bench.attempts WHERE id = $1',
    [attemptId],
  );
  if (found !== undefined) owners.set(attemptId, found.learner);
  return found?.learner;
}

export interface SavedAnswer {
  readonly questionId: string;
  readonly sequence: number;
  readonly response: object;
  readonly savedAt: Date;
}

/** An older answer never replaces a newer one; nor does one to an attempt that is over. */
export async function saveAnswer(
  attemptId: string,
  questionId: string,
  { sequence, response }: { readonly sequence: number; readonly response: object },
): Promise<SavedAnswer | undefined> {
  const [saved] = await query<SavedAnswer>(
    'save',
    `INSERT INTO bench.answers AS a (attempt_id, question_id, sequence, response, saved_at)
     SELECT $1::uuid, $2::uuid, $3::bigint, $4::json, $5::timestamptz
     WHERE EXISTS (SELECT FROM bench.attempts WHERE id = $1 AND state = 'in_progress')
     ON CONFLICT (attempt_id, question_id) DO UPDATE
     SET sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
     WHERE a.sequence < excluded.sequence
     RETURNING question_id AS "questionId", sequence, response, saved_at AS "savedAt"`,
    [attemptId, questionId, sequence, JSON.stringify(response), new Date()],
  );
  return saved;
}

export async function findAnswer(attemptId: string, questionId: string): Promise<SavedAnswer | undefined> {
  const [found] = await query<SavedAnswer>(
    'answer',
    `SELECT question_id AS "questionId", sequence, response, saved_at AS "savedAt"
     FROM bench.answers WHERE attempt_id = $1 AND question_id = $2`,
    [attemptId, questionId],
  );
  return found;
}
