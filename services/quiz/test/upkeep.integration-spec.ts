import { Inbox, Outbox } from '@tenfold/delivery';
import { describeInboxUpkeep, describeOutboxUpkeep } from '@tenfold/testing';
import { QuizApp } from './quiz-app.js';

/** Real: Postgres (two shards), NATS. */
describe('quiz', () => {
  let quiz: QuizApp;

  beforeAll(async () => {
    quiz = await QuizApp.start();
  });
  afterAll(() => quiz?.stop());

  describeInboxUpkeep('quiz', () => ({ shards: quiz.shards, inbox: quiz.app.get(Inbox, { strict: false }) }));

  describeOutboxUpkeep('quiz', () => ({
    shards: quiz.shards,
    outbox: quiz.app.get(Outbox, { strict: false }),
  }));
});
