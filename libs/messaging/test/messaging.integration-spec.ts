import { Controller, Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import { defineEvent, defineRequest } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import { createLogger, requestContext } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { throwError } from 'rxjs';
import { z } from 'zod';
import {
  type EventMeta,
  HandlesEvent,
  HandlesRequest,
  Messaging,
  NatsTransport,
  streamOf,
} from '../src/index.js';

// Real: the NATS server of the test run. Subjects and streams are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const echo = defineRequest({
  subject: `test-${unique}.echo.get.v1`,
  request: z.object({ text: z.string(), fail: z.boolean().optional() }),
  reply: z.object({ text: z.string(), requestId: z.string() }),
});
const nobody = defineRequest({
  subject: `test-${unique}.nobody.get.v1`,
  request: z.object({}),
  reply: z.object({}),
});
const happened = defineEvent({
  subject: `test-${unique}.thing.happened.v1`,
  payload: z.object({ n: z.number(), poison: z.boolean().optional(), flaky: z.boolean().optional() }),
});
const counted = defineEvent({
  subject: `test-${unique}.thing.counted.v1`,
  payload: z.object({ n: z.number(), poison: z.boolean().optional() }),
});

type Happened = z.infer<(typeof happened)['payload']>;
const seen: { n: number; id: string; deliveryCount: number }[] = [];
const batches: number[][] = [];
const effects: number[] = [];

@Controller()
class ThingsNatsController {
  @HandlesRequest(echo)
  echo({ text, fail }: { text: string; fail?: boolean }): unknown {
    if (fail === true) {
      throw new AppError('conflict', {
        detail: 'no',
        errors: [{ pointer: '/text', code: 'x', detail: 'y' }],
        meta: { allowed: ['a'] },
      });
    }
    return { text, requestId: requestContext.get()?.requestId };
  }

  @HandlesEvent(happened, { durable: 'things' })
  happened({ n, poison, flaky }: Happened, meta: EventMeta): void {
    seen.push({ n, ...meta });
    if (poison === true) throw new AppError('validation_failed', { detail: 'never' });
    if (flaky === true && meta.deliveryCount < 3) throw new AppError('dependency_unavailable');
  }

  @HandlesEvent(counted, { durable: 'counts', batch: 50 })
  counted(payloads: { n: number; poison?: boolean }[]): void {
    batches.push(payloads.map(({ n }) => n));
    if (payloads.some(({ poison }) => poison === true)) throw new AppError('validation_failed');
    effects.push(...payloads.map(({ n }) => n));
  }
}

@Module({
  controllers: [ThingsNatsController],
  providers: [
    { provide: APP_FILTER, useValue: { catch: (error: unknown) => throwError(() => toAppError(error)) } },
  ],
})
class ThingsModule {}

describe(Messaging.name, () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const { natsUrl } = testStores();
  let service: Messaging;
  let client: Messaging;
  let app: INestMicroservice;

  beforeAll(async () => {
    service = new Messaging({ url: natsUrl, name: `service-${unique}`, logger });
    client = new Messaging({ url: natsUrl, name: `client-${unique}`, logger });
    await Promise.all([service.connect(), client.connect()]);
    app = await NestFactory.createMicroservice(ThingsModule, {
      strategy: new NatsTransport(service, logger),
      logger: false,
    });
    await app.listen();
  });

  afterAll(async () => {
    await app.close();
    const manager = await client.manager();
    for (const { subject } of [happened, counted]) {
      await manager.streams.delete(streamOf(subject));
      await manager.streams.delete(streamOf(`dead.${subject}`)).catch(() => undefined);
    }
    await Promise.all([service.close(), client.close()]);
  });

  it('should carry a request, its id and the answer', async () => {
    const reply = await requestContext.run({ requestId: 'request-17' }, () =>
      waitFor(() => client.request(echo, { text: 'hello' }, { timeoutMs: 1_000 })),
    );
    expect(reply).toEqual({ text: 'hello', requestId: 'request-17' });
  });

  it('should throw here the error that was thrown there', async () => {
    const failed = client.request(echo, { text: 'a', fail: true }, { timeoutMs: 1_000 });
    await expect(failed).rejects.toMatchObject({
      code: 'conflict',
      status: 409,
      detail: 'no',
      errors: [{ pointer: '/text', code: 'x', detail: 'y' }],
      meta: { allowed: ['a'] },
    });
  });

  it('should refuse a request that breaks the contract', async () => {
    const failed = client.request(echo, { text: 7 } as never, { timeoutMs: 1_000 });
    await expect(failed).rejects.toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/text' }] });
  });

  it('should say 503 when nobody answers', async () => {
    await expect(client.request(nobody, {}, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
  });

  it('should deliver an event, once per id', async () => {
    const id = randomUUID();
    await client.publish(happened, { n: 1 }, { id });
    await client.publish(happened, { n: 1 }, { id });
    await client.publish(happened, { n: 2 }, { id: randomUUID() });
    await waitFor(() => seen.some(({ n }) => n === 2));
    expect(seen.filter(({ n }) => n === 1)).toEqual([{ n: 1, id, deliveryCount: 1 }]);
  });

  it('should deliver again what failed for a passing reason', async () => {
    await client.publish(happened, { n: 3, flaky: true }, { id: randomUUID() });
    await waitFor(() => seen.some(({ n, deliveryCount }) => n === 3 && deliveryCount === 3));
  });

  it('should keep a poison message as a dead letter with its cause, and go on', async () => {
    const id = randomUUID();
    await client.publish(happened, { n: 4, poison: true }, { id });
    await client.publish(happened, 'not what the contract says', { id: randomUUID() });
    await client.publish(happened, { n: 5 }, { id: randomUUID() });
    await waitFor(() => seen.some(({ n }) => n === 5));
    const manager = await client.manager();
    const stream = streamOf(`dead.${happened.subject}`);
    const info = await waitFor(async () => {
      const { state } = await manager.streams.info(stream);
      return state.messages === 2 ? state : undefined;
    });
    const letters = await Promise.all(
      [info.first_seq, info.last_seq].map((seq) => manager.streams.getMessage(stream, { seq })),
    );
    const poison = letters.find((letter) => letter?.json<{ n?: number }>().n === 4);
    expect(poison?.header.get('X-Cause')).toContain('never');
    expect(poison?.header.get('X-Deliveries')).toBe('1');
  });

  it('should take events in batches, where one poison message spoils only itself', async () => {
    const events = Array.from({ length: 120 }, (_, n) => ({ n, ...(n === 60 ? { poison: true } : {}) }));
    await Promise.all(events.map((event) => client.publish(counted, event, { id: randomUUID() })));
    await waitFor(() => new Set(effects).size === 119);
    expect(effects).not.toContain(60);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeGreaterThan(1);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(50);
  });
});
