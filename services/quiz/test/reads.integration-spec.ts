import { describeReads, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), Redis. */
describe('reads of quizzes', () => {
  describeReads({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const quiz = await QuizApp.start(onStatement);
      const token = await quiz.token(unique('author'), 'author');
      const id = await quiz.publish(token, { leaderboard: 'public' });
      const learner = await quiz.learner();
      const attempt = (await learner.start(id)).body.id;
      await learner.submit(attempt);
      const event = { attemptId: attempt, quizId: id, version: 1 } as never;
      await quiz.app.get(AggregatesService, { strict: false }).submitted([event]);
      return {
        url: quiz.url,
        stop: () => quiz.stop(),
        examples: {
          'Quizzes.list': [{ path: '/v1/quizzes', cached: true }],
          'Quizzes.get': [{ path: `/v1/quizzes/${id}`, cached: true }],
          'Quizzes.questions': [{ path: `/v1/quizzes/${id}/questions`, cached: true }],
          'Quizzes.question': [{ path: `/v1/quizzes/${id}/questions/1`, cached: true }],
          'Statistics.get': [{ path: `/v1/quizzes/${id}/statistics`, token }],
          'Statistics.questions': [{ path: `/v1/quizzes/${id}/statistics/questions`, token }],
          'Leaderboards.page': [{ path: `/v1/quizzes/${id}/leaderboard` }],
          'Leaderboards.me': [{ path: `/v1/quizzes/${id}/leaderboard/me`, token: learner.token }],
        },
      };
    },
  });
});
