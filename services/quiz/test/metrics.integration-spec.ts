import { Metrics } from '@tenfold/observability';
import {
  describeMetrics,
  readExposition,
  startTestService,
  sumOf,
  testEnvironment,
  unique,
} from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { AppModule } from '../src/app.module.js';
import { quizPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { QuizApp } from './quiz-app.js';

// Real: Postgres (two shards), Redis, NATS, HTTP.
describeMetrics('quiz', {
  start: () =>
    startTestService({
      name: 'quiz',
      module: AppModule,
      env: readEnv(testEnvironment('quiz')),
      plan: quizPlan,
    }),
  paths: [
    '/v1/quizzes/:id',
    '/v1/quizzes/:id/questions/1',
    '/v1/quizzes/:id/statistics',
    '/v1/quizzes/:id/leaderboard',
    '/v1/quizzes/:id/publish',
    '/v1/quizzes?cursor=:id',
    '/v1/attempts/:id',
    '/v1/attempts/:id/answers/:id',
    '/v1/attempts',
  ],
  roles: ['learner', 'author'],
  use: async (api) => void (await api.call('/v1/quizzes')),
});

describe('metrics of what is done with quizzes', () => {
  it('should count quizzes published, attempts started and submitted, and replays', async () => {
    const quiz = await QuizApp.start();
    const quizId = await quiz.publish(await quiz.token(unique('author'), 'author'));
    const learner = await quiz.learner();
    const headers = { 'idempotency-key': randomUUID() };
    const { body } = await learner.start(quizId, headers);
    await learner.start(quizId, headers);
    for (let n = 0; n < 2; n += 1) {
      await quiz.send('POST', `/v1/attempts/${body.id}/submit`, { token: learner.token });
    }
    const exposition = readExposition(await quiz.app.get(Metrics).text());
    expect(sumOf(exposition, 'tenfold_quizzes_published_total')).toBe(1);
    expect(sumOf(exposition, 'tenfold_attempts_started_total')).toBe(1);
    expect(sumOf(exposition, 'tenfold_attempts_submitted_total')).toBe(1);
    expect(sumOf(exposition, 'tenfold_idempotent_replays_total')).toBe(1);
    await quiz.stop();
  });
});
