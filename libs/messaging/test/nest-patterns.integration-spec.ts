import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  NatsContext,
  Payload,
  RpcException,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { defineRequest } from '@tenfold/contracts';
import { AppError, toAppError } from '@tenfold/errors';
import { createLogger } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import { firstValueFrom, lastValueFrom, of, throwError, toArray } from 'rxjs';
import { z } from 'zod';
import { HandlesRequest, Messaging, NatsTransport } from '../src/index.js';

// Real: the NATS server of the test run, and Nest's own ClientProxy. Subjects are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const double = defineRequest({
  subject: `test-${unique}.number.double.v1`,
  request: z.object({ n: z.number() }),
  reply: z.object({ n: z.number() }),
});
const heard: unknown[] = [];
const held: (() => void)[] = [];

@Controller()
class PatternsController {
  @HandlesRequest(double)
  double({ n }: { n: number }): { n: number } {
    return { n: 2 * n };
  }

  @MessagePattern(`${unique}.sum`)
  sum(@Payload() numbers: number[], @Ctx() context: NatsContext): unknown {
    return { sum: numbers.reduce((a, b) => a + b, 0), subject: context.getSubject() };
  }

  @MessagePattern(`${unique}.count`)
  count(@Payload() to: number): unknown {
    return of(...Array.from({ length: to }, (_, n) => n));
  }

  @MessagePattern(`${unique}.fail`)
  fail(@Payload() how: string): never {
    throw how === 'app'
      ? new AppError('conflict', { detail: 'no', headers: { 'retry-after': '3' } })
      : new RpcException('no');
  }

  @MessagePattern(`${unique}.hold`)
  async hold(): Promise<string> {
    await new Promise<void>((go) => held.push(go));
    return 'done';
  }

  @EventPattern(`${unique}.happened`)
  happened(@Payload() payload: unknown): void {
    heard.push(payload);
  }
}

@Module({
  controllers: [PatternsController],
  providers: [
    { provide: APP_FILTER, useValue: { catch: (error: unknown) => throwError(() => toAppError(error)) } },
  ],
})
class PatternsModule {}

describe('Nest’s own patterns', () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const { natsUrl } = testStores();
  const messaging = new Messaging({ url: natsUrl, name: `patterns-${unique}`, logger, maxAnswering: 1 });
  const client: ClientProxy = ClientProxyFactory.create({
    transport: Transport.NATS,
    options: { servers: [natsUrl] },
  });
  let app: INestMicroservice;

  beforeAll(async () => {
    await messaging.connect();
    app = await NestFactory.createMicroservice(PatternsModule, {
      strategy: new NatsTransport(messaging, logger),
      logger: false,
    });
    await app.listen();
    await (await messaging.connect()).flush();
    await client.connect();
  });

  afterAll(async () => {
    await client.close();
    await app.close();
    await messaging.close();
  });

  const send = (pattern: string, data: unknown): Promise<unknown> =>
    lastValueFrom(client.send(`${unique}.${pattern}`, data));

  it('should be answered to an ordinary ClientProxy', async () => {
    expect(await send('sum', [1, 2, 3])).toEqual({ sum: 6, subject: `${unique}.sum` });
  });

  it('should stream what the handler streams', async () => {
    const all = client.send<number>(`${unique}.count`, 5).pipe(toArray());
    expect(await firstValueFrom(all)).toEqual([0, 1, 2, 3, 4]);
  });

  it('should say what was thrown, of an AppError what crosses between our services', async () => {
    await expect(send('fail', 'app')).rejects.toEqual({ code: 'conflict', detail: 'no', retryAfter: '3' });
    await expect(send('fail', 'rpc')).rejects.toEqual({ code: 'internal' });
  });

  it('should hear an ordinary event', async () => {
    await lastValueFrom(client.emit(`${unique}.happened`, { n: 1 }), { defaultValue: undefined });
    await waitFor(() => heard.length === 1);
    expect(heard).toEqual([{ n: 1 }]);
  });

  it('should stand beside requests with a contract, under the same limit', async () => {
    expect(await messaging.request(double, { n: 21 }, { timeoutMs: 5_000 })).toEqual({ n: 42 });
    const holding = send('hold', {});
    await waitFor(() => held.length === 1);
    await expect(send('sum', [1])).rejects.toMatchObject({ code: 'overloaded' });
    await expect(messaging.request(double, { n: 1 }, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'overloaded',
    });
    // What no packet is in harms neither the connection nor what is at work.
    (await messaging.connect()).publish(`${unique}.sum`, 'no packet', { reply: 'nobody.listens' });
    held.splice(0).forEach((go) => go());
    expect(await holding).toBe('done');
    await waitFor(() => messaging.answering.count === 0);
    expect(await messaging.request(double, { n: 1 }, { timeoutMs: 5_000 })).toEqual({ n: 2 });
  });
});
