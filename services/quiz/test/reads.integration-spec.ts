import { describeReads, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), Redis. */
describe('reads of quizzes', () => {
  describeReads({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const quiz = await QuizApp.start(onStatement);
      const id = await quiz.publish(await quiz.token(unique('author'), 'author'));
      return {
        url: quiz.url,
        stop: () => quiz.stop(),
        examples: {
          'Quizzes.list': [{ path: '/v1/quizzes' }],
          'Quizzes.get': [{ path: `/v1/quizzes/${id}`, cached: true }],
          'Quizzes.questions': [{ path: `/v1/quizzes/${id}/questions`, cached: true }],
          'Quizzes.question': [{ path: `/v1/quizzes/${id}/questions/1`, cached: true }],
        },
      };
    },
  });
});
