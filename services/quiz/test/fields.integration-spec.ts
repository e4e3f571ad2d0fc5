import { Strategies } from '@tenfold/strategies';
import { describeFields, unique } from '@tenfold/testing';
import { join } from 'node:path';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

const REVIEW = { rightAnswer: true, correctness: true, marks: true, feedback: true };

/** Real: HTTP, tokens, Postgres (two shards with a replica each), Redis. */
describe('fields of quizzes', () => {
  describeFields({
    document: join(import.meta.dirname, '../openapi.json'),
    start: async (onStatement) => {
      const quiz = await QuizApp.start(onStatement);
      const token = await quiz.token(unique('author'), 'author');
      const tag = unique('tag').slice(0, 50);
      const settings = {
        leaderboard: 'public',
        review: { during: REVIEW, rightAfter: REVIEW, later: REVIEW, afterClose: REVIEW },
        passMarkPercent: 50,
      };
      const publish = async (tags: readonly string[]): Promise<string> => {
        const body = quizBody({ tags, settings });
        const created = (await quiz.send('POST', '/v1/quizzes', { token, body })).body;
        await quiz.send('POST', `/v1/quizzes/${created.id}/publish`, { token });
        return created.id as string;
      };
      const id = await publish([tag]);
      const learner = await quiz.learner();
      const [done, open] = [
        (await learner.start(id)).body.id,
        (await learner.start(await publish([]))).body.id,
      ];
      for (const attempt of [done, open]) await learner.answerAll(attempt);
      await learner.submit(done);
      const event = { attemptId: done, quizId: id, version: 1 } as never;
      await quiz.app.get(AggregatesService, { strict: false }).submitted([event]);

      const of = (path: string) => ({ path: `/v1/quizzes${path}`, token });
      const published = (path: string) => ({ path: `/v1/quizzes${path}` });
      const taken = (path: string) => ({ path: `/v1/attempts${path}`, token: learner.token });
      const answers = { statement: 'answers.list' };
      const grades = { statement: 'attempts.find', output: 'grades' };
      return {
        url: quiz.url,
        stop: () => quiz.stop(),
        strategies: quiz.app.get(Strategies, { strict: false }),
        examples: {
          'Quizzes.list': [published(`?tag=${tag}`)],
          'Quizzes.get': [published(`/${id}`)],
          'Quizzes.questions': [published(`/${id}/questions`)],
          'Quizzes.question': [published(`/${id}/questions/1`)],
          'Authoring.mine': [
            {
              ...of('/mine'),
              leavesOut: Object.fromEntries(
                Object.entries({
                  title: 'title',
                  source: 'source',
                  externalReference: 'external_reference',
                }).map(([member, output]) => [member, { statement: 'authoring.list-owned', output }]),
              ),
            },
          ],
          'Authoring.draft': [
            {
              ...of(`/${id}/draft`),
              leavesOut: { draft: { statement: 'authoring.find-with-draft', output: '| d.content' } },
            },
          ],
          'Attempts.list': [taken('')],
          'Attempts.get': [{ ...taken(`/${open}`), leavesOut: { answeredPositions: answers } }],
          'Attempts.questions': [{ ...taken(`/${open}/questions`), leavesOut: { answer: answers } }],
          'Attempts.question': [{ ...taken(`/${open}/questions/2`), leavesOut: { answer: answers } }],
          'Attempts.result': [
            { ...taken(`/${done}/result`), leavesOut: { questions: grades } },
            { ...taken(`/${done}/result`), leavesOut: { questions: answers } },
            { ...taken(`/${done}/result`), leavesOut: { questions: { statement: 'versions.keys' } } },
            taken(`/${open}/result`),
          ],
          'Statistics.get': [of(`/${id}/statistics`)],
          'Statistics.questions': [
            {
              ...of(`/${id}/statistics/questions`),
              leavesOut: { choices: { statement: 'statistics.questions', output: 'SubPlan' } },
            },
          ],
          'Leaderboards.page': [of(`/${id}/leaderboard`)],
          'Leaderboards.me': [{ path: `/v1/quizzes/${id}/leaderboard/me`, token: learner.token }],
        },
      };
    },
  });
});
