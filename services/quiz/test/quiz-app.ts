import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { outbox } from '@tenfold/bootstrap';
import type { EventContract } from '@tenfold/contracts';
import { Shards, statement, type StatementListener } from '@tenfold/database';
import type { Role } from '@tenfold/identity';
import { bucketOfId } from '@tenfold/ids';
import { createLogger } from '@tenfold/observability';
import {
  ApiClient,
  mintToken,
  startTestService,
  testEnvironment,
  unique,
  waitFor,
  type ApiResponse,
  type TestServiceOptions,
} from '@tenfold/testing';
import { AggregatesModule } from '../src/aggregates/aggregates.module.js';
import { ConsumingModule } from '../src/aggregates/consuming.module.js';
import { AttemptsModule } from '../src/attempts/attempts.module.js';
import { Clock } from '../src/clock.js';
import { quizPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { LeaderboardsModule } from '../src/leaderboards/leaderboards.module.js';
import { QuizzesModule } from '../src/quizzes/quizzes.module.js';
import { RebuildModule } from '../src/rebuild/rebuild.module.js';
import { StatisticsModule } from '../src/statistics/statistics.module.js';
import { eventListener, type HeardEvent } from './event-listener.js';
import { quizBody } from './factories/quiz.factory.js';
import { Learner } from './learner.js';

const OUTBOX = statement(
  'test.outbox',
  `SELECT id FROM quiz.outbox WHERE bucket = $1 AND subject = $2 AND payload ->> $3 = $4 AND published_at IS NULL`,
);

/** The server's time, as a test wants it. */
export class TestClock extends Clock {
  private offset = 0;

  override now(): number {
    return Date.now() + this.offset;
  }

  reset(): void {
    this.offset = 0;
  }

  advance(seconds: number): void {
    this.offset += seconds * 1_000;
  }
}

// What is wrong with a body should fail the expectation that reads it, not the compiler.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = ApiResponse<any>;

export interface Sent {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The service on real Postgres, Redis and NATS; only its clock is ours, and the sweep runs when a test says so. */
export class QuizApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly api: ApiClient,
    readonly clock: TestClock,
    /** Every line that was logged. */
    readonly logs: readonly string[],
    private readonly heard: readonly HeardEvent[],
  ) {}

  /** @param consuming also takes the events of attempts, of whatever test, as a serving process does */
  static async start(
    onStatement?: StatementListener,
    { consuming = false, ...options }: Pick<TestServiceOptions, 'cacheClock'> & { consuming?: boolean } = {},
  ): Promise<QuizApp> {
    const logs: string[] = [];
    const env = readEnv(testEnvironment('quiz'));
    const clock = new TestClock();
    const { controller, heard } = eventListener();
    const logger = createLogger({ service: 'quiz', level: 'trace' }, { write: (line) => logs.push(line) });

    @Global()
    @Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
    class TestClockModule {}

    @Module({
      imports: [
        TestClockModule,
        QuizzesModule,
        AttemptsModule,
        StatisticsModule,
        LeaderboardsModule,
        RebuildModule,
        consuming ? ConsumingModule : AggregatesModule,
      ],
      controllers: [controller],
      providers: [...outbox('quiz')],
    })
    class TestModule {}

    const app = await startTestService({
      name: 'quiz',
      module: TestModule,
      env,
      plan: quizPlan,
      logger,
      ...(onStatement === undefined ? {} : { onStatement }),
      ...options,
    });
    const url = await app.getUrl();
    return new QuizApp(app, url, new ApiClient(url), clock, logs, heard);
  }

  get shards(): Shards {
    return this.app.get(Shards, { strict: false });
  }

  token(subject: string, ...roles: Role[]): Promise<string> {
    return mintToken(subject, ...roles);
  }

  /** Somebody who takes quizzes, and whom no other test knows. */
  async learner(): Promise<Learner> {
    const subject = unique('learner');
    return new Learner(this, subject, await this.token(subject, 'learner'));
  }

  /** A published quiz with one question of each type. */
  async publish(author: string, settings: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const created = await this.send('POST', '/v1/quizzes', { token: author, body: quizBody({ settings }) });
    const published = await this.send('POST', `/v1/quizzes/${created.body.id}/publish`, { token: author });
    if (published.status !== 200) throw new Error(published.text);
    return created.body.id as string;
  }

  /** A page of the catalogue is kept for a second. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    await waitFor(async () => ((await holds()) ? true : undefined));
  }

  /** Publishes a new version, with other members than before. */
  async edit(author: string, quizId: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const url = `/v1/quizzes/${quizId}/draft`;
    const draft = await this.send('GET', url, { token: author });
    const headers = { 'if-match': draft.headers.get('etag') ?? '' };
    const put = await this.send('PUT', url, {
      token: author,
      body: { ...draft.body.draft, ...changes },
      headers,
    });
    if (put.status !== 200) throw new Error(put.text);
    const published = await this.send('POST', `/v1/quizzes/${quizId}/publish`, { token: author });
    if (published.status !== 200) throw new Error(published.text);
  }

  /** What has come out of JetStream about this attempt or quiz, once all of it has left the outbox; a repeat counts once. */
  async events({ subject }: EventContract, id: string): Promise<HeardEvent[]> {
    const member = subject.startsWith('quiz.attempt.') ? 'attemptId' : 'quizId';
    const waiting = () => this.shards.forId(id).query(OUTBOX, [bucketOfId(id), subject, member, id]);
    return waitFor(async () => {
      const events = this.heard.filter((event) => event.subject === subject && event.payload[member] === id);
      const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
      return distinct.length > 0 && (await waiting()).length === 0 ? distinct : undefined;
    });
  }

  send(method: string, url: string, { token, ...request }: Sent = {}): Promise<Answer> {
    return this.api.call(url, { method, ...request, ...(token === undefined ? {} : { token }) });
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
