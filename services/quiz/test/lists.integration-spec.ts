import { Strategies } from '@tenfold/strategies';
import { describeLists, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each), Redis. */
describe('lists of quizzes', () => {
  describeLists({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async () => {
      const quiz = await QuizApp.start();
      const author = await quiz.token(unique('author'), 'author');
      const otherAuthor = await quiz.token(unique('author'), 'author');
      const tag = unique('tag').slice(0, 50);
      const publish = async (): Promise<string> => {
        const body = quizBody({ tags: [tag] });
        const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body })).body;
        await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
        return id as string;
      };
      const ids: string[] = [];
      for (let n = 0; n < 9; n += 1) ids.push(await publish());
      const [first = '', second] = ids;

      const learner = await quiz.learner();
      // One attempt at a time: it has to end before the next one.
      const take = async (): Promise<string> => {
        const { id } = (await learner.start(first)).body;
        await learner.submit(id);
        return id as string;
      };
      const attempts: string[] = [];
      // Months apart, so that pages and windows of months begin and end anywhere.
      for (const days of [900, 500, 490, 100, 60, 31, 2, 0]) {
        quiz.clock.reset();
        quiz.clock.advance(-86_400 * days);
        attempts.push(await take());
      }
      const aggregates = quiz.app.get(AggregatesService, { strict: false });
      for (let n = 0; n < 6; n += 1) {
        const one = await quiz.learner();
        const attempt = (await one.start(first)).body;
        await one.submit(attempt.id);
        await aggregates.submitted([{ attemptId: attempt.id, quizId: first, version: 1 } as never]);
      }
      const board = (quizId: string | undefined) => ({
        path: `/v1/quizzes/${quizId}/leaderboard`,
        token: author,
      });
      const sums = (quizId: string | undefined) => ({
        path: `/v1/quizzes/${quizId}/statistics/questions`,
        token: author,
      });
      const { token } = learner;
      const stranger = (await quiz.learner()).token;
      const listed = { path: `/v1/quizzes?tag=${tag}` };
      const mine = { path: '/v1/quizzes/mine', token: author };
      const own = { path: '/v1/attempts', token };
      const idOf = ({ id }: { id: string }): string => id;
      return {
        url: quiz.url,
        stop: () => quiz.stop(),
        strategies: quiz.app.get(Strategies, { strict: false }),
        lists: {
          'Quizzes.list': [
            {
              ...listed,
              idOf,
              change: publish,
              others: [{ path: '/v1/quizzes' }, { path: `${listed.path}&language=en` }],
            },
          ],
          'Quizzes.questions': [
            { path: `/v1/quizzes/${first}/questions`, others: [{ path: `/v1/quizzes/${second}/questions` }] },
          ],
          'Authoring.mine': [{ ...mine, idOf, change: publish, others: [{ ...mine, token: otherAuthor }] }],
          'Leaderboards.page': [{ ...board(first), others: [board(second)] }],
          'Statistics.questions': [{ ...sums(first), others: [sums(second)] }],
          'Attempts.list': [{ ...own, idOf, change: take, others: [{ ...own, token: stranger }] }],
          'Attempts.questions': [
            {
              path: `/v1/attempts/${attempts[0]}/questions`,
              token,
              others: [{ path: `/v1/attempts/${attempts[1]}/questions`, token }],
            },
          ],
        },
      };
    },
  });
});
