import { Controller } from '@nestjs/common';
import { attemptSubmitted, quizPublished } from '@tenfold/contracts';
import { HandlesEvent } from '@tenfold/messaging';
import { waitFor } from '@tenfold/testing';
import { unique } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

const heard: { readonly subject: string; readonly payload: Readonly<Record<string, unknown>> }[] = [];

@Controller()
class Listener {
  @HandlesEvent(attemptSubmitted, { durable: unique('submitted') })
  submitted(payload: Record<string, unknown>): void {
    heard.push({ subject: attemptSubmitted.subject, payload });
  }

  @HandlesEvent(quizPublished, { durable: unique('published') })
  published(payload: Record<string, unknown>): void {
    heard.push({ subject: quizPublished.subject, payload });
  }
}

/** Real: HTTP stack, Postgres, Redis, NATS with JetStream, the outbox relay. */
describe('events of the quiz service', () => {
  let quiz: QuizApp;

  beforeAll(async () => {
    quiz = await QuizApp.start({ relay: true, controllers: [Listener] });
  });

  afterAll(() => quiz.stop());

  it('should reach their consumers through the outbox', async () => {
    const quizId = await quiz.publish(await quiz.token(unique('author'), 'author'));
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    await learner.submit(id);
    const about = (subject: string) =>
      heard.find((event) => event.subject === subject && event.payload['quizId'] === quizId);
    expect((await waitFor(() => about(quizPublished.subject))).payload).toMatchObject({ version: 1 });
    expect((await waitFor(() => about(attemptSubmitted.subject))).payload).toMatchObject({
      attemptId: id,
      state: 'submitted',
      millipoints: 0,
    });
    await waitFor(async () => (await quiz.events(id, 'attemptId')).length === 0);
  });
});
