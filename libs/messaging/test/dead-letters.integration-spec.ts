import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { defineEvent } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import { createLogger } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { throwError } from 'rxjs';
import { z } from 'zod';
import {
  DeadLetters,
  HandlesEvent,
  Messaging,
  NatsTransport,
  streamOf,
  type EventMeta,
} from '../src/index.js';

// Real: the NATS server of the test run. Subjects and streams are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const counted = defineEvent({
  subject: `test-${unique}.thing.counted.v1`,
  payload: z.object({ n: z.number() }),
});

/** By event, as an inbox would: what it has had, it does not count again. */
const effects = new Map<string, number>();
const deliveries: string[] = [];
let cured = false;

@Controller()
class ThingsNatsController {
  @HandlesEvent(counted, { durable: 'count' })
  counted({ n }: { n: number }, { id }: EventMeta): void {
    deliveries.push(id);
    if (n < 0 && !cured) throw new AppError('validation_failed', { detail: 'less than nothing' });
    if (!effects.has(id)) effects.set(id, n);
  }
}

@Module({
  controllers: [ThingsNatsController],
  providers: [
    { provide: APP_FILTER, useValue: { catch: (error: unknown) => throwError(() => toAppError(error)) } },
  ],
})
class ThingsModule {}

describe(DeadLetters, () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const messaging = new Messaging({ url: testStores().natsUrl, name: `dead-${unique}`, logger });
  const dead = new DeadLetters(messaging);
  let app: INestMicroservice;

  beforeAll(async () => {
    await messaging.connect();
    // A window that is over before a test is: what comes after it is a new message to the server.
    await (
      await messaging.manager()
    ).streams.add({
      name: streamOf(counted.subject),
      subjects: [counted.subject],
      duplicate_window: 100 * 1e6,
    });
    app = await NestFactory.createMicroservice(ThingsModule, {
      strategy: new NatsTransport(messaging, logger),
      logger: false,
    });
    await app.listen();
  });
  beforeEach(() => {
    cured = false;
    effects.clear();
    deliveries.length = 0;
  });
  afterAll(async () => {
    await app.close();
    const manager = await messaging.manager();
    for (const subject of [counted.subject, `dead.${counted.subject}`])
      await manager.streams.delete(streamOf(subject));
    await messaging.close();
  });

  const send = (n: unknown, id: string): Promise<void> => messaging.publish(counted, { n } as never, { id });
  const list = () => dead.list({ subject: counted.subject });
  const bury = async (n: unknown): Promise<string> => {
    const id = randomUUID();
    await send(n, id);
    await waitFor(async () => (await list()).some(({ eventId }) => eventId === id));
    return id;
  };
  const times = (id: string): number => deliveries.filter((one) => one === id).length;

  it('should say of each what it was, why and how often it failed, while others pass', async () => {
    const poison = await bury(-1);
    const garbage = await bury('not a number');
    const other = randomUUID();
    await send(7, other);
    await waitFor(() => effects.get(other) === 7);
    const letters = await list();
    expect(letters.find(({ eventId }) => eventId === poison)).toMatchObject({
      subject: counted.subject,
      consumer: `dead-${unique}_count`,
      cause: expect.stringContaining('less than nothing'),
      deliveries: 1,
      payload: '{"n":-1}',
    });
    expect(letters.find(({ eventId }) => eventId === garbage)?.cause).toContain('does not fit its contract');
    expect((await dead.list()).map(({ id }) => id)).toEqual(
      expect.arrayContaining(letters.map(({ id }) => id)),
    );
  });

  it('should send one again, as the same event, and then be rid of it', async () => {
    const id = await bury(-2);
    const [letter] = (await list()).filter(({ eventId }) => eventId === id);
    cured = true;
    await dead.replay(letter!);
    await waitFor(() => effects.get(id) === -2);
    expect(await dead.list({ id: letter!.id })).toEqual([]);
  });

  it('should have one effect of what is sent again after the window, and of what is replayed twice', async () => {
    const id = await bury(-3);
    const [letter] = (await list()).filter(({ eventId }) => eventId === id);
    cured = true;
    await dead.replay(letter!);
    await dead.replay(letter!).catch(() => undefined);
    await waitFor(() => effects.has(id));
    // The server takes the same message again once its window is over.
    const before = times(id);
    await waitFor(async () => {
      await send(-3, id);
      return times(id) > before;
    });
    expect(effects.get(id)).toBe(-3);
    expect([...effects.keys()]).toEqual([id]);
  });

  it('should bury it again when nothing has changed', async () => {
    const id = await bury(-4);
    const [letter] = (await list()).filter(({ eventId }) => eventId === id);
    await dead.replay(letter!);
    const again = await waitFor(async () =>
      (await list()).find((one) => one.eventId === id && one.id !== letter!.id),
    );
    expect(again.cause).toContain('less than nothing');
  });
});
