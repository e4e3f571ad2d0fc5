import { unique } from '@tenfold/testing';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp, type Answer } from './quiz-app.js';

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. The clock is moved by the test. */
describe('the visibility of a quiz', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  /** Every way in which questions can be read without an attempt, by nobody in particular and by a learner. */
  const readings = async (quizId: string): Promise<Answer[]> => {
    const { token } = await quiz.learner();
    const paths = [
      'questions',
      'questions/1',
      'questions?version=1',
      'questions/1?version=1',
      'questions?limit=1',
    ];
    return Promise.all(
      paths.flatMap((path) =>
        [undefined, token].map((who) => quiz.send('GET', `/v1/quizzes/${quizId}/${path}`, { token: who })),
      ),
    );
  };

  const expectHidden = async (quizId: string): Promise<void> => {
    // Twice: what was refused must not have been kept, and what is kept must not be served.
    for (const answer of [...(await readings(quizId)), ...(await readings(quizId))]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'questions_not_public' } });
      expect(answer.text).not.toContain('Capital of France');
      expect(answer.headers.get('cache-control') ?? '').not.toContain('public');
    }
  };

  const expectOpen = async (quizId: string): Promise<void> => {
    for (const answer of await readings(quizId)) expect(answer.status).toBe(200);
  };

  const isListed = async (tag: string): Promise<boolean> => {
    const page = await quiz.send('GET', `/v1/quizzes?tag=${tag}`);
    expect(page.status).toBe(200);
    return page.body.items.length > 0;
  };

  const publishTagged = async (settings: object): Promise<{ quizId: string; tag: string }> => {
    const tag = unique('tag').slice(0, 50);
    const body = quizBody({ tags: [tag], settings });
    const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body })).body;
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    return { quizId: id, tag };
  };

  it('should keep questions back until the quiz opens', async () => {
    const opensAt = new Date(Date.now() + 1_000_000).toISOString();
    const quizId = await quiz.publish(author, { opensAt });
    await expectHidden(quizId);
    quiz.clock.advance(1_001);
    await expectOpen(quizId);
  });

  it.each([
    ['with a time limit', { timeLimitSeconds: 600 }],
    ['with limited attempts', { attemptsAllowed: 3 }],
    ['that has a time limit and is called public', { timeLimitSeconds: 600, visibility: 'public' }],
    ['that has limited attempts and is unlisted', { attemptsAllowed: 1, visibility: 'unlisted' }],
    ['of the visibility attempt', { visibility: 'attempt' }],
  ])('should show the questions of a quiz %s inside an attempt only', async (_what, settings) => {
    const quizId = await quiz.publish(author, settings);
    await expectHidden(quizId);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    expect(await learner.questions(id)).toHaveLength(7);
    await expectHidden(quizId);
  });

  it('should show the questions of a quiz without limits to everybody', async () => {
    const quizId = await quiz.publish(author);
    await expectOpen(quizId);
    const { body } = await quiz.send('GET', `/v1/quizzes/${quizId}`);
    expect(body.settings.visibility).toBe('public');
  });

  it('should say attempt for a quiz with limits whose author chose nothing', async () => {
    const { body } = await quiz.send(
      'GET',
      `/v1/quizzes/${await quiz.publish(author, { attemptsAllowed: 1 })}`,
    );
    expect(body.settings.visibility).toBe('attempt');
  });

  it('should keep the questions of an earlier version back once the quiz is an exam', async () => {
    const quizId = await quiz.publish(author);
    await expectOpen(quizId);
    await quiz.edit(author, quizId, { settings: { timeLimitSeconds: 600 } });
    await expectHidden(quizId);
  });

  it('should keep the questions of an exam back when a later version is none', async () => {
    const quizId = await quiz.publish(author, { timeLimitSeconds: 600 });
    await quiz.edit(author, quizId, { settings: {} });
    expect((await quiz.send('GET', `/v1/quizzes/${quizId}/questions`)).status).toBe(200);
    expect((await quiz.send('GET', `/v1/quizzes/${quizId}/questions?version=1`)).status).toBe(403);
  });

  it('should leave an unlisted quiz out of the catalogue, and put it there when it is listed again', async () => {
    const { quizId, tag } = await publishTagged({ visibility: 'unlisted' });
    expect(await isListed(tag)).toBe(false);
    await expectOpen(quizId);
    await quiz.edit(author, quizId, { settings: { visibility: 'public' } });
    await quiz.until(() => isListed(tag));
    await quiz.edit(author, quizId, { settings: { visibility: 'unlisted' } });
    await quiz.until(async () => !(await isListed(tag)));
  });
});
