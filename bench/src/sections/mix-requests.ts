import type { Learner, MixData } from '../data/mix-tables.js';
import { UNIQUE, type RequestParts } from '../load/request.js';
import type { Random } from '../statistics/random.js';

export type MixName = 'crud' | 'production-stack' | 'api-4';

/** Requests that are sent in turn: enough for every kind to have many ids, and for no learner to start at one quiz twice in a block. */
const LENGTH = 12_000;
/** HttpArena's production-stack writes to twenty items, which its reads ask for too. */
const WRITTEN = 20;
const LIST = '/v1/quizzes?limit=10';

type Kind =
  | 'question'
  | 'question with token'
  | 'question past the cache'
  | 'list'
  | 'own list'
  | 'save'
  | 'save few'
  | 'start';

/** Shares of the mixes as HttpArena has them; docs/bench.md says which of our routes stands for which of its. */
const MIXES: Readonly<Record<MixName, Partial<Record<Kind, number>>>> = {
  crud: { question: 15, save: 3, list: 1, start: 1 },
  'production-stack': { 'question with token': 10, 'own list': 2, question: 2, 'save few': 1 },
  'api-4': { question: 3, 'question past the cache': 3, 'own list': 2 },
};

/** The requests of a mix, in an order that the seed brings back. */
export function mixRequests(
  name: MixName,
  data: MixData,
  random: Random,
  pastTheCache: Readonly<Record<string, string>>,
): RequestParts[] {
  const kinds = Object.entries(MIXES[name]).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));
  const many = Array.from({ length: LENGTH }, (_, index) => kinds[index % kinds.length] as Kind);
  let starts = 0;
  return random
    .shuffled(many)
    .map((kind) => (kind === 'start' ? start(data, starts++) : request(kind, data, random, pastTheCache)));
}

function request(
  kind: Exclude<Kind, 'start'>,
  data: MixData,
  random: Random,
  pastTheCache: Readonly<Record<string, string>>,
): RequestParts {
  const learner = data.learners[random.below(data.learners.length)] as Learner;
  switch (kind) {
    case 'question':
      return question(data, random, {});
    case 'question with token':
      return question(data, random, learner.headers);
    case 'question past the cache':
      return question(data, random, pastTheCache);
    case 'list':
      return { path: LIST };
    case 'own list':
      return { path: '/v1/attempts?limit=1', headers: learner.headers };
    case 'save':
      return save(data, learner, random.below(1_000), `1${UNIQUE}`);
    case 'save few':
      return save(
        data,
        data.learners[random.below(WRITTEN) % data.learners.length] as Learner,
        0,
        `1${UNIQUE}`,
      );
  }
}

function question(data: MixData, random: Random, headers: Readonly<Record<string, string>>): RequestParts {
  const quizzes = [...data.questions.keys()];
  const quizId = quizzes[random.below(quizzes.length)] ?? '';
  const placed = data.questions.get(quizId) ?? [];
  const one = placed[random.below(placed.length)];
  return {
    path: `/v1/quizzes/${quizId}/questions/${one?.position ?? 1}`,
    headers,
    length: Buffer.byteLength(JSON.stringify(one)),
  };
}

/** Each save has a higher number than those before it, so that each is written. */
function save(data: MixData, { attempts, headers }: Learner, choice: number, sequence: string): RequestParts {
  const attempt = attempts[choice % attempts.length];
  const questions = data.questions.get(attempt?.quizId ?? '') ?? [];
  const { question } = questions[choice % questions.length] ?? { question: { id: '', options: [] } };
  return {
    method: 'PUT',
    path: `/v1/attempts/${attempt?.id ?? ''}/answers/${question.id}`,
    headers,
    body: `{"sequence":${sequence},"response":{"type":"single","optionId":"${question.options[0]?.id ?? ''}"}}`,
  };
}

/**
 * The pairs of a learner and a quiz come one after another. Where a pair comes again in a warm-up its attempt is in progress, which is
 * answered with 200.
 */
function start(data: MixData, pair: number): RequestParts {
  const { beginners } = data;
  const beginner = beginners[pair % beginners.length];
  const quizzes = [...data.questions.keys()];
  const body = JSON.stringify({ quizId: quizzes[Math.floor(pair / beginners.length) % quizzes.length] });
  const headers = beginner?.headers ?? {};
  return { method: 'POST', path: '/v1/attempts', headers, body, status: 201, orStatus: 200 };
}

/** One write of each kind, to compare the shapes of their answers. */
export function writesOf(data: MixData): RequestParts[] {
  const lastPair = data.beginners.length * data.questions.size - 1;
  return [save(data, data.learners[0] as Learner, 1, '7'), start(data, lastPair)];
}
