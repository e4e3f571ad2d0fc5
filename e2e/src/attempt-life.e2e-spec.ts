import { ApiClient, mintToken, variable, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';

// The whole stack, through the gateway: a quiz is written, published, found, taken and graded.
interface Part {
  readonly id: string;
  readonly text: string;
}
interface Question {
  readonly id: string;
  readonly type: string;
  readonly options?: readonly Part[];
  readonly items?: readonly Part[];
}
interface Item {
  readonly position: number;
  readonly question: Question;
  readonly answer: { readonly response: unknown } | null;
}
interface Result {
  readonly state: string;
  readonly marks: { readonly millipoints: number; readonly maxMillipoints: number };
  readonly passed: boolean;
  readonly questions: readonly { readonly correctness: string }[];
}

const explanation = `because-${randomUUID()}`;
const quiz = {
  title: `Capitals ${randomUUID()}`,
  category: 'Geography',
  settings: { timeLimitSeconds: 600, attemptsAllowed: 1, passMarkPercent: 60, shuffleQuestions: true },
  questions: [
    {
      type: 'single',
      prompt: 'Capital of Kenya?',
      explanation,
      options: [{ text: 'Nairobi', correct: true }, { text: 'Mombasa' }, { text: 'Kisumu' }],
    },
    { type: 'true_false', prompt: 'Canberra is the capital of Australia.', answer: true, explanation },
    { type: 'ordering', prompt: 'From west to east', items: ['Lisbon', 'Bern', 'Kyiv'] },
  ],
};

describe('the life of an attempt', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const learner = `learner-${randomUUID()}`;
  let author: string;
  let token: string;
  let quizId: string;
  let attemptId: string;

  beforeAll(async () => {
    author = await mintToken(`author-${randomUUID()}`, 'author');
    token = await mintToken(learner, 'learner');
  });

  const items = async (): Promise<readonly Item[]> =>
    (await api.call<{ items: Item[] }>(`/v1/attempts/${attemptId}/questions`, { token })).body.items;
  const save = (questionId: string, sequence: number, response: unknown) =>
    api.call(`/v1/attempts/${attemptId}/answers/${questionId}`, {
      method: 'PUT',
      token,
      body: { sequence, response },
    });

  it('should begin with a quiz that only its author can see', async () => {
    const draft = await api.call<{ id: string }>('/v1/quizzes', {
      method: 'POST',
      token: author,
      body: quiz,
    });
    expect(draft.status).toBe(201);
    quizId = draft.body.id;
    expect((await api.call(`/v1/quizzes/${quizId}`)).status).toBe(404);
    expect((await api.call(`/v1/quizzes/${quizId}/draft`, { token })).status).toBe(403);
    const published = await api.call(`/v1/quizzes/${quizId}/publish`, { method: 'POST', token: author });
    expect(published.status).toBe(200);
  });

  it('should show the questions of an exam to nobody who is in no attempt', async () => {
    for (const path of ['questions', 'questions/1', 'questions?version=1'])
      for (const reader of [undefined, token]) {
        const call = reader === undefined ? {} : { token: reader };
        const answer = await api.call(`/v1/quizzes/${quizId}/${path}`, call);
        expect(answer.body).toMatchObject({ status: 403, code: 'questions_not_public' });
      }
  });

  it('should let anybody read the questions of a quiz without limits one by one, without the key', async () => {
    const body = { ...quiz, settings: {} };
    const draft = await api.call<{ id: string }>('/v1/quizzes', { method: 'POST', token: author, body });
    await api.call(`/v1/quizzes/${draft.body.id}/publish`, { method: 'POST', token: author });
    const question = `/v1/quizzes/${draft.body.id}/questions/1`;
    const one = await api.call(question);
    expect(one).toMatchObject({
      status: 200,
      body: { position: 1, question: { prompt: 'Capital of Kenya?' } },
    });
    expect(one.text).not.toMatch(/correct|weight|explanation|because-/);
    const again = await api.call(question, {
      headers: { 'if-none-match': one.headers.get('etag') ?? '' },
    });
    expect({ status: again.status, text: again.text }).toEqual({ status: 304, text: '' });
  });

  it('should start one attempt, however often it is started at once', async () => {
    const start = () => api.call<{ id: string }>('/v1/attempts', { method: 'POST', token, body: { quizId } });
    const answers = await Promise.all(Array.from({ length: 10 }, start));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('should start, save, and show on return what was saved', async () => {
    const started = await api.call<{ id: string }>('/v1/attempts', {
      method: 'POST',
      token,
      body: { quizId },
    });
    expect(started).toMatchObject({ status: 200, body: { state: 'in_progress', questionCount: 3 } });
    attemptId = started.body.id;
    const single = (await items()).find(({ question }) => question.type === 'single')?.question;
    const [wrong, right] = ['Mombasa', 'Nairobi'].map(
      (text) => single?.options?.find((option) => option.text === text)?.id,
    );
    expect((await save(single?.id ?? '', 2, { type: 'single', optionId: right })).status).toBe(200);
    // The network delivered the older click late: it must not win.
    await save(single?.id ?? '', 1, { type: 'single', optionId: wrong });
    const resumed = (await items()).find(({ question }) => question.type === 'single');
    expect(resumed?.answer?.response).toEqual({ type: 'single', optionId: right });
    const state = await api.call(`/v1/attempts/${attemptId}`, { token });
    expect(state.body).toMatchObject({ answeredPositions: [resumed?.position] });
  });

  it('should be submitted once, however often it is asked for, and graded by the key', async () => {
    const byType = Object.fromEntries((await items()).map(({ question }) => [question.type, question]));
    await save(byType['true_false']?.id ?? '', 1, { type: 'true_false', value: true });
    const itemIds = ['Bern', 'Lisbon', 'Kyiv'].map(
      (text) => byType['ordering']?.items?.find((one) => one.text === text)?.id,
    );
    await save(byType['ordering']?.id ?? '', 1, { type: 'ordering', itemIds });
    const submit = () => api.call<Result>(`/v1/attempts/${attemptId}/submit`, { method: 'POST', token });
    const answers = await Promise.all([submit(), submit(), submit()]);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const result = answers[0]?.body;
    expect(result).toMatchObject({ state: 'submitted', passed: true });
    expect(
      result?.questions.filter(({ correctness }) => correctness === 'right' || correctness === 'correct'),
    ).toHaveLength(2);
    expect(result?.marks.millipoints).toBeGreaterThanOrEqual(2_000);
    expect(result?.marks.millipoints).toBeLessThan(3_000);
  });

  it('should take no more answers and no second attempt', async () => {
    const question = (await items()).find((item) => item.question.type === 'true_false')?.question;
    const late = await save(question?.id ?? '', 9, { type: 'true_false', value: false });
    expect(late.body).toMatchObject({ status: 409, code: 'attempt_ended' });
    const second = await api.call('/v1/attempts', { method: 'POST', token, body: { quizId } });
    expect(second.body).toMatchObject({ status: 409, code: 'attempts_exhausted' });
  });

  it('should look like nothing to somebody else', async () => {
    const stranger = await mintToken(`learner-${randomUUID()}`, 'learner');
    const foreign = await api.call<Record<string, unknown>>(`/v1/attempts/${attemptId}`, { token: stranger });
    const unknown = attemptId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const missing = await api.call<Record<string, unknown>>(`/v1/attempts/${unknown}`, { token: stranger });
    const { instance: _a, requestId: _b, ...seen } = foreign.body;
    const { instance: _c, requestId: _d, ...expected } = missing.body;
    expect(seen).toEqual(expected);
    expect(foreign.status).toBe(404);
  });

  it('should be found in the list of published quizzes', async () => {
    const list = () => api.call<{ items: { id: string }[] }>('/v1/quizzes?category=Geography&limit=100');
    await waitFor(async () => (await list()).body.items.some(({ id }) => id === quizId));
  });
});
