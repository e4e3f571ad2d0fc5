import { rightResponse } from './factories/quiz.factory.js';
import type { Answer, QuizApp } from './quiz-app.js';

export interface ShownQuestion {
  readonly id: string;
  readonly type: string;
  readonly items?: readonly { readonly id: string; readonly text: string }[];
}

export interface ShownItem {
  readonly position: number;
  readonly question: ShownQuestion;
  readonly answer: { readonly sequence: number; readonly response: unknown } | null;
}

/** What somebody who takes a quiz does, over the API. */
export class Learner {
  constructor(
    private readonly quiz: QuizApp,
    readonly subject: string,
    readonly token: string,
  ) {}

  start(quizId: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.quiz.send('POST', '/v1/attempts', { token: this.token, body: { quizId }, headers });
  }

  get(path: string): Promise<Answer> {
    return this.quiz.send('GET', path, { token: this.token });
  }

  attempt(attemptId: string): Promise<Answer> {
    return this.get(`/v1/attempts/${attemptId}`);
  }

  result(attemptId: string): Promise<Answer> {
    return this.get(`/v1/attempts/${attemptId}/result`);
  }

  async questions(attemptId: string): Promise<ShownItem[]> {
    return (await this.get(`/v1/attempts/${attemptId}/questions?limit=100`)).body.items;
  }

  async first(attemptId: string): Promise<ShownItem> {
    const [item] = await this.questions(attemptId);
    if (item === undefined) throw new Error('the attempt has no questions');
    return item;
  }

  async question(attemptId: string, type: string): Promise<ShownQuestion> {
    const found = (await this.questions(attemptId)).find(({ question }) => question.type === type);
    if (found === undefined) throw new Error(`the attempt has no question of type ${type}`);
    return found.question;
  }

  save(attemptId: string, questionId: string, sequence: number, response: unknown): Promise<Answer> {
    return this.quiz.send('PUT', `/v1/attempts/${attemptId}/answers/${questionId}`, {
      token: this.token,
      body: { sequence, response },
    });
  }

  async answerAll(attemptId: string): Promise<void> {
    for (const { question } of await this.questions(attemptId)) {
      const { status } = await this.save(attemptId, question.id, 1, rightResponse(question));
      if (status !== 200) throw new Error(`an answer was refused with ${status}`);
    }
  }

  submit(attemptId: string): Promise<Answer> {
    return this.quiz.send('POST', `/v1/attempts/${attemptId}/submit`, { token: this.token });
  }
}
