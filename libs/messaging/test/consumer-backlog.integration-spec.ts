import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { defineEvent, defineRequest } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import { createLogger } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import { throwError } from 'rxjs';
import { z } from 'zod';
import {
  consumerBacklogs,
  HandlesEvent,
  HandlesRequest,
  Messaging,
  NatsTransport,
  streamOf,
  type MessagingObserver,
} from '../src/index.js';

// Real: the NATS server of the test run. Subjects and streams are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const counted = defineEvent({
  subject: `test-${unique}.thing.counted.v1`,
  payload: z.object({ n: z.number() }),
});
const count = defineRequest({
  subject: `test-${unique}.thing.count.v1`,
  request: z.object({ n: z.number() }),
  reply: z.object({ n: z.number() }),
});

const tries = new Map<number, number>();
let leave = Promise.withResolvers<void>();

@Controller()
class ThingsNatsController {
  @HandlesEvent(counted, { durable: 'count', concurrency: 1 })
  async counted({ n }: { n: number }): Promise<void> {
    tries.set(n, (tries.get(n) ?? 0) + 1);
    if (n === 0) await leave.promise;
    if (n < 0) throw new AppError('validation_failed');
    if (n > 0 && tries.get(n) === 1) throw new AppError('conflict');
  }

  @HandlesRequest(count)
  count({ n }: { n: number }): { n: number } {
    if (n < 0) throw new AppError('quiz_not_found');
    return { n };
  }
}

@Module({
  controllers: [ThingsNatsController],
  providers: [
    { provide: APP_FILTER, useValue: { catch: (error: unknown) => throwError(() => toAppError(error)) } },
  ],
})
class ThingsModule {}

describe(consumerBacklogs, () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const told: string[] = [];
  const observer: MessagingObserver = {
    sent: (operation, subject, _ms, error) => told.push(`${operation} ${subject} ${error}`),
    handled: (subject, group, _ms, error) => told.push(`${group} ${subject} ${error}`),
  };
  const name = `backlog-${unique}`;
  const messaging = new Messaging({ url: testStores().natsUrl, name, logger, observer });
  let app: INestMicroservice;

  beforeAll(async () => {
    await messaging.connect();
    app = await NestFactory.createMicroservice(ThingsModule, {
      strategy: new NatsTransport(messaging, logger),
      logger: false,
    });
    await app.listen();
    await waitFor(async () => (await consumerBacklogs(messaging)).length === 1);
  });
  beforeEach(() => {
    told.length = 0;
    tries.clear();
    leave = Promise.withResolvers<void>();
  });
  afterAll(async () => {
    await app.close();
    const manager = await messaging.manager();
    for (const subject of [counted.subject, `dead.${counted.subject}`])
      await manager.streams.delete(streamOf(subject));
    await messaging.close();
  });

  const send = (n: number): Promise<void> =>
    messaging.publish(counted, { n }, { id: `${unique}.${n}.${Math.random()}` });
  const backlog = async () => (await consumerBacklogs(messaging))[0]!;
  const durable = `${name}_count`;

  it('should say what waits, and nothing once all is done', async () => {
    expect(await backlog()).toEqual({
      subject: counted.subject,
      durable,
      pending: 0,
      unacknowledged: 0,
      deadLetters: 0,
    });
    for (let n = 0; n < 3; n += 1) await send(0);
    await waitFor(async () => {
      const { pending, unacknowledged } = await backlog();
      return unacknowledged > 0 && pending + unacknowledged === 3;
    });
    leave.resolve();
    await waitFor(async () => (await backlog()).unacknowledged === 0);
  });

  it('should count what comes again, and what is given up', async () => {
    const [before] = messaging.consumers.map((one) => ({ ...one }));
    await send(1);
    await send(-1);
    await waitFor(async () => tries.get(1) === 2 && (await backlog()).deadLetters === 1);
    await waitFor(() => messaging.consumers[0]!.buried === before!.buried + 1);
    expect(messaging.consumers[0]).toMatchObject({ durable, redelivered: before!.redelivered + 1 });
  });

  it('should tell the observer of each message, and of its error', async () => {
    await messaging.request(count, { n: 1 }, { timeoutMs: 5_000 });
    await expect(messaging.request(count, { n: -1 }, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'quiz_not_found',
    });
    await send(-2);
    await waitFor(() => told.length === 6);
    expect(told.toSorted()).toEqual(
      [
        `request ${count.subject} `,
        `${name} ${count.subject} `,
        `request ${count.subject} quiz_not_found`,
        `${name} ${count.subject} quiz_not_found`,
        `publish ${counted.subject} `,
        `${durable} ${counted.subject} validation_failed`,
      ].toSorted(),
    );
  });

  it('should fail while the server is away', async () => {
    const away = new Messaging({ url: 'nats://127.0.0.1:1', name, logger });
    await expect(consumerBacklogs(away)).rejects.toThrow('not connected');
    await away.close();
  });
});
