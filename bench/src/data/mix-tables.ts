import { bodyOf } from '../compare-bodies.js';
import type { BenchStack } from '../stack.js';
import { customersOn, SHARD } from './customers.js';
import type { LoadedQuiz } from './load-quizzes.js';
import { withAdmin } from './peer-tables.js';

const TABLES = `
CREATE TABLE bench.quizzes (id uuid PRIMARY KEY, version integer NOT NULL, questions json NOT NULL);
CREATE TABLE bench.cards (listing_id uuid PRIMARY KEY, card json NOT NULL);
CREATE TABLE bench.attempts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), learner text NOT NULL, quiz_id uuid NOT NULL, version integer NOT NULL,
  number integer NOT NULL, state text NOT NULL, started_at timestamptz NOT NULL, deadline_at timestamptz, ended_at timestamptz
);
CREATE INDEX attempts_learner ON bench.attempts (learner, id);
CREATE INDEX attempts_quiz ON bench.attempts (learner, quiz_id);
CREATE UNIQUE INDEX attempts_open ON bench.attempts (learner, quiz_id) WHERE state = 'in_progress';
CREATE TABLE bench.answers (
  attempt_id uuid NOT NULL REFERENCES bench.attempts (id), question_id uuid NOT NULL, sequence bigint NOT NULL, response json,
  saved_at timestamptz NOT NULL, PRIMARY KEY (attempt_id, question_id)
);`;

const LEARNERS = 50;
const ATTEMPTS = 3;
const PAGE = 100;
const BEGINNER = 'bench-beginner';

/** As if all had handed in: on both sides a learner has one attempt in progress at a quiz, and each start of a block should be one. */
const HANDED_IN = `
  UPDATE quiz.attempt_allowance SET open_attempt_id = NULL WHERE learner LIKE '${BEGINNER}%' AND open_attempt_id IS NOT NULL;
  UPDATE bench.attempts SET state = 'submitted' WHERE learner LIKE '${BEGINNER}%' AND state = 'in_progress'`;

export interface PlacedQuestion {
  readonly position: number;
  readonly question: { readonly id: string; readonly options: readonly { readonly id: string }[] };
}

export interface Learner {
  readonly name: string;
  readonly headers: { readonly authorization: string };
  readonly attempts: readonly { readonly id: string; readonly quizId: string }[];
}

/** What the mixes ask for, the same on both sides. */
export interface MixData {
  readonly questions: ReadonlyMap<string, readonly PlacedQuestion[]>;
  /** Who has attempts, and who starts new ones. */
  readonly learners: readonly Learner[];
  readonly beginners: readonly Learner[];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Has learners begin attempts, and copies what the API shows into the tables of the peer. */
export async function makeMixData(stack: BenchStack, quizzes: readonly LoadedQuiz[]): Promise<MixData> {
  const get = async <T>(path: string, headers = {}): Promise<T> =>
    JSON.parse(await bodyOf({ name: 'tenfold', url: stack.url('quiz') }, { path, headers })) as T;
  const questions = new Map<string, readonly PlacedQuestion[]>();
  const rows: { id: string; version: number; items: readonly PlacedQuestion[] }[] = [];
  for (const { id } of quizzes) {
    const { version } = await get<{ version: number }>(`/v1/quizzes/${id}`);
    const { items } = await get<Page<PlacedQuestion>>(`/v1/quizzes/${id}/questions?limit=${PAGE}`);
    questions.set(id, items);
    rows.push({ id, version, items });
  }
  const learners = await begin(stack, await people(stack, 'bench-learner'), quizzes);
  const cards = await allPages<object & { id: string }>((cursor) =>
    get(`/v1/quizzes?limit=${PAGE}${cursor}`),
  );
  const listings = await listingIds(stack);
  await withAdmin(stack, SHARD, async (client) => {
    await client.query(TABLES);
    for (const { id, version, items } of rows) {
      await client.query('INSERT INTO bench.quizzes VALUES ($1, $2, $3)', [
        id,
        version,
        JSON.stringify(items),
      ]);
    }
    for (const card of cards) {
      await client.query('INSERT INTO bench.cards VALUES ($1, $2)', [
        listings.get(card.id),
        JSON.stringify(card),
      ]);
    }
    for (const { name, headers } of learners) {
      const { items } = await get<Page<object>>(`/v1/attempts?limit=${PAGE}`, headers);
      await client.query(
        `INSERT INTO bench.attempts
         SELECT id, $1, "quizId", version, number, state, "startedAt", "deadlineAt", "endedAt"
         FROM json_to_recordset($2) AS a(id uuid, "quizId" uuid, version int, number int, state text, "startedAt" timestamptz,
           "deadlineAt" timestamptz, "endedAt" timestamptz)`,
        [name, JSON.stringify(items)],
      );
    }
    await client.query('VACUUM ANALYZE');
  });
  return { questions, learners, beginners: await people(stack, BEGINNER) };
}

/** Ends what the beginners have in progress, on both sides. */
export async function handIn(stack: BenchStack): Promise<void> {
  await withAdmin(stack, SHARD, (client) => client.query(HANDED_IN));
}

async function people(stack: BenchStack, prefix: string): Promise<Learner[]> {
  return Promise.all(
    customersOn(prefix, LEARNERS).map(async (name) => ({
      name,
      headers: { authorization: `Bearer ${await stack.token(name, ['learner'])}` },
      attempts: [],
    })),
  );
}

async function begin(
  stack: BenchStack,
  learners: readonly Learner[],
  quizzes: readonly LoadedQuiz[],
): Promise<Learner[]> {
  const ours = { name: 'tenfold', url: stack.url('quiz') };
  const begun: Learner[] = [];
  for (const [index, learner] of learners.entries()) {
    const attempts: { id: string; quizId: string }[] = [];
    for (let number = 0; number < ATTEMPTS; number++) {
      const quizId = quizzes[(index * ATTEMPTS + number) % quizzes.length]?.id ?? '';
      const request = { path: '/v1/attempts', headers: learner.headers, body: JSON.stringify({ quizId }) };
      const body = await bodyOf(ours, { ...request, method: 'POST', status: 201 });
      attempts.push({ id: (JSON.parse(body) as { id: string }).id, quizId });
    }
    begun.push({ ...learner, attempts });
  }
  return begun;
}

async function allPages<T>(read: (cursor: string) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor = ''; ;) {
    const { items, nextCursor } = await read(cursor);
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = `&cursor=${nextCursor}`;
  }
}

/** By which the list is sorted; the answer shows it only inside its cursors. */
async function listingIds(stack: BenchStack): Promise<Map<string, string>> {
  const pairs: [string, string][] = [];
  for (const shard of ['shard-1', 'shard-2']) {
    const { rows } = await withAdmin(stack, shard, (client) =>
      client.query<{ quiz: string; listing: string }>(
        'SELECT quiz_id AS quiz, listing_id AS listing FROM quiz.catalogue',
      ),
    );
    pairs.push(...rows.map(({ quiz, listing }): [string, string] => [quiz, listing]));
  }
  return new Map(pairs);
}
