import { ALL_IDS, windowsBack } from '@tenfold/database';
import { bucketOf, firstIdOfMs, newId } from '@tenfold/ids';
import { describePlans, migrationLogin, PLAN_YEAR, type PlanExample } from '@tenfold/testing';
import { join } from 'node:path';
import { OF_QUIZ } from '../src/aggregates/all-attempts.naive.js';
import { READ } from '../src/aggregates/aggregates.statements.js';
import * as answer from '../src/attempts/answers.repository.js';
import { WHOLE_LIST } from '../src/attempts/attempts.naive.js';
import * as sql from '../src/attempts/attempts.statements.js';
import { quizPlan } from '../src/database/plan.js';
import * as board from '../src/leaderboards/leaderboards.statements.js';
import { PAGE } from '../src/rebuild/rebuild.statements.js';

const LEARNER = 'learner-1';
const BUCKET = bucketOf(LEARNER);
const MS = Date.UTC(PLAN_YEAR, 5, 15);
const AT = new Date(MS).toISOString();
const [ATTEMPT, QUIZ, QUESTION, EVENT] = Array.from({ length: 4 }, () => newId(BUCKET, MS));
const ALL = 12;
const END = Date.UTC(PLAN_YEAR, 7);
const [WINDOW] = windowsBack({ ...ALL_IDS, below: firstIdOfMs(END) }, END);

const examples: PlanExample[] = [
  {
    statement: sql.START,
    values: [
      BUCKET,
      ATTEMPT,
      LEARNER,
      QUIZ,
      1,
      7,
      AT,
      null,
      null,
      3,
      'key',
      EVENT,
      'subject',
      '{}',
      null,
      null,
    ],
    months: 1,
  },
  {
    statement: sql.START_MANY,
    values: [
      ...[[BUCKET], [ATTEMPT], [LEARNER], [QUIZ], [1], [7], [AT], [null], [null], [3], ['key']],
      ...[[EVENT], ['subject'], ['{}'], [null], [null]],
    ],
    months: 1,
  },
  { statement: sql.FIND, values: [BUCKET, ATTEMPT, null], months: 1 },
  { statement: sql.SEAL, values: [BUCKET, ATTEMPT, AT, false], months: 1 },
  {
    statement: sql.GRADE,
    values: [BUCKET, ATTEMPT, AT, 1, 1, '{}', EVENT, 'subject', '{}', null],
    months: 1,
  },
  { statement: answer.SAVE, values: [BUCKET, ATTEMPT, LEARNER, QUESTION, 1, '{}', AT], months: 1 },
  {
    statement: answer.SAVE_MANY,
    values: [[BUCKET], [ATTEMPT], [LEARNER], [QUESTION], [1], ['{}'], [AT], ATTEMPT, ATTEMPT],
    months: 1,
  },
  { statement: answer.FIND, values: [BUCKET, ATTEMPT, QUESTION], months: 1 },
  { statement: answer.LIST, values: [BUCKET, ATTEMPT], months: 1 },
  // The first window of a list: May up to the first instant of August.
  ...[sql.LIST.forward, sql.LIST.back].map((statement) => ({
    statement,
    values: [BUCKET, LEARNER, WINDOW?.from, WINDOW?.below, 20],
    months: 3,
  })),
  { statement: WHOLE_LIST, values: [BUCKET, LEARNER], months: ALL },
  { statement: sql.LIST_UNGRADED, values: [AT, AT, 100, '{[0,2048)}'], months: ALL },
  { statement: READ, values: [[BUCKET], [ATTEMPT], ATTEMPT, ATTEMPT], months: 1 },
  { statement: PAGE, values: [BUCKET, ATTEMPT, BUCKET + 1, '{[0,4096)}', 200], months: ALL },
  ...[board.PAGE.forward, board.PAGE.back].map((statement) => ({
    statement,
    values: [BUCKET, QUIZ, -1, AT, ATTEMPT, 20],
    months: 0,
  })),
  { statement: board.AROUND, values: [BUCKET, QUIZ, LEARNER, 3], months: 0 },
  { statement: OF_QUIZ, values: [QUIZ, '{[0,2048)}', 100], months: ALL },
];

describePlans({
  plan: quizPlan,
  login: () => migrationLogin('quiz'),
  examples,
  point: sql.FIND,
  snapshot: join(import.meta.dirname, '../src/database/queries/statements.sql'),
});
