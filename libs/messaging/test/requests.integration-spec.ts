import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { defineRequest } from '@tenfold/contracts';
import { createLogger } from '@tenfold/observability';
import { TcpProxy, testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HandlesRequest, Messaging, NatsTransport, type MessagingOptions } from '../src/index.js';

// Real: the NATS server of the test run, once behind a wire that can be cut. Subjects are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const hold = defineRequest({
  subject: `test-${unique}.work.hold.v1`,
  request: z.object({ n: z.number() }),
  reply: z.object({ n: z.number() }),
});
const nobody = defineRequest({
  subject: `test-${unique}.nobody.get.v1`,
  request: z.object({}),
  reply: z.object({}),
});

/** Handlers that wait here until the test lets them go. */
const held: { readonly n: number; go(): void }[] = [];
const letGo = (): void => held.splice(0).forEach(({ go }) => go());

@Controller()
class WorkNatsController {
  @HandlesRequest(hold)
  async hold({ n }: { n: number }): Promise<{ n: number }> {
    await new Promise<void>((go) => held.push({ n, go }));
    return { n };
  }
}

@Module({ controllers: [WorkNatsController] })
class WorkModule {}

describe('requests', () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const url = new URL(testStores().natsUrl);
  const observed: { readonly side: string; readonly error: string }[] = [];
  const observer = {
    sent: (_operation: string, _subject: string, _ms: number, error: string) =>
      void observed.push({ side: 'sent', error }),
    handled: (_subject: string, _group: string, _ms: number, error: string) =>
      void observed.push({ side: 'handled', error }),
  };
  const opened: { close(): Promise<unknown> }[] = [];

  beforeEach(() => {
    held.length = 0;
    observed.length = 0;
  });
  afterEach(async () => {
    letGo();
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  async function messaging(name: string, options: Partial<MessagingOptions> = {}): Promise<Messaging> {
    const made = new Messaging({ url: url.href, name: `${name}-${unique}`, logger, ...options });
    await made.connect();
    opened.push(made);
    return made;
  }

  /** A service that holds what it is asked, once its subscription is there. */
  async function service(options: Partial<MessagingOptions> = {}) {
    const own = await messaging('service', { observer, ...options });
    const app: INestMicroservice = await NestFactory.createMicroservice(WorkModule, {
      strategy: new NatsTransport(own, logger),
      logger: false,
    });
    await app.listen();
    await (await own.connect()).flush();
    opened.push(app);
    return { own, app };
  }

  const ask = (client: Messaging, n: number, timeoutMs = 10_000): Promise<{ n: number }> =>
    client.request(hold, { n }, { timeoutMs });

  it('should refuse early what is one too many for the handler’s side, and say when to come back', async () => {
    const { own } = await service({ maxAnswering: 2 });
    const client = await messaging('client');
    const admitted = [ask(client, 1), ask(client, 2)];
    await waitFor(() => held.length === 2);
    // The timeout is longer than this test may take: only an early refusal passes.
    await expect(ask(client, 3, 600_000)).rejects.toMatchObject({
      code: 'overloaded',
      status: 503,
      headers: { 'retry-after': '1' },
    });
    expect(own.refused).toEqual({ asking: 0, answering: 1 });
    expect(own.answering.count).toBe(2);
    expect(observed).toEqual([{ side: 'handled', error: 'overloaded' }]);
    letGo();
    expect(await Promise.all(admitted)).toEqual([{ n: 1 }, { n: 2 }]);
    const next = ask(client, 4);
    await waitFor(() => held.length === 1);
    letGo();
    expect(await next).toEqual({ n: 4 });
  });

  it('should refuse early what is one too many for the asker’s side, unsent', async () => {
    await service();
    const client = await messaging('client', { maxAsking: 2, observer });
    const sent = [ask(client, 1), ask(client, 2)];
    await waitFor(() => held.length === 2);
    expect(client.asked).toBe(2);
    await expect(ask(client, 3, 600_000)).rejects.toMatchObject({ code: 'overloaded' });
    expect(client.refused).toEqual({ asking: 1, answering: 0 });
    letGo();
    await Promise.all(sent);
    expect(client.asked).toBe(0);
    await expect(client.request(nobody, {}, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
    expect(held.map(({ n }) => n)).not.toContain(3);
  });

  describe('of a client that writes its own headers', () => {
    let foreign: NatsConnection;
    const head = (entries: Record<string, string>) => {
      const made = headers();
      for (const [name, value] of Object.entries(entries)) made.set(name, value);
      return { headers: made };
    };

    beforeEach(async () => {
      foreign = await connect({ servers: url.href });
      opened.push(foreign);
    });

    it('should be dropped unread when nobody waits any more, and done otherwise', async () => {
      await service();
      const late = head({ 'X-Deadline': String(Date.now() - 1) });
      // Not even JSON: whoever read it would complain.
      foreign.publish(hold.subject, 'not read', { reply: 'nobody.listens', ...late });
      const inTime = foreign.request(hold.subject, '{"n":1}', {
        timeout: 10_000,
        ...head({ 'X-Deadline': String(Date.now() + 60_000) }),
      });
      await waitFor(() => held.length === 1);
      expect(observed).toEqual([{ side: 'handled', error: 'deadline_exceeded' }]);
      letGo();
      expect((await inTime).json()).toEqual({ n: 1 });
    });

    it('should be answered without headers, with an error by its header, as releases before read them', async () => {
      await service();
      const answered = foreign.request(hold.subject, '{"n":1}', { timeout: 10_000 });
      await waitFor(() => held.length === 1);
      letGo();
      expect((await answered).headers).toBeUndefined();
      const failed = await foreign.request(hold.subject, '{"n":"x"}', { timeout: 10_000 });
      expect(failed.headers?.get('X-Error')).toBe('validation_failed');
      expect(failed.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/n' }] });
    });
  });

  it('should all be answered that are in flight when the handler’s side is told to end', async () => {
    const { own, app } = await service();
    const client = await messaging('client');
    const answers = Array.from({ length: 200 }, (_, n) => ask(client, n));
    // Some are at work, others still on their way: both count.
    await waitFor(() => held.length > 0);
    const closed = app.close().then(() => own.close());
    await waitFor(() => held.length + own.refused.answering === 200);
    letGo();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })));
    await closed;
    await expect(ask(client, 0)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  it('should be answered although the asker’s side is told to end', async () => {
    await service();
    const client = await messaging('client');
    const answers = Array.from({ length: 20 }, (_, n) => ask(client, n));
    await waitFor(() => held.length === 20);
    const closed = client.close();
    letGo();
    expect(await Promise.all(answers)).toHaveLength(20);
    await closed;
  });

  it('should be taken and answered again after either side has lost the server', async () => {
    const proxy = new TcpProxy({ host: url.hostname, port: Number(url.port) });
    const { port } = await proxy.open();
    const behind = { url: `nats://127.0.0.1:${port}` };
    const { own } = await service(behind);
    const client = await messaging('client', behind);
    const answer = async (n: number): Promise<void> => {
      const asked = ask(client, n);
      await waitFor(() => held.some((one) => one.n === n));
      letGo();
      expect(await asked).toEqual({ n });
    };
    await answer(1);
    proxy.cut();
    await waitFor(() => !own.connected && !client.connected);
    proxy.mend();
    await waitFor(() => own.connected && client.connected);
    await (await own.connect()).flush();
    await answer(2);
    for (const one of opened.splice(0).reverse()) await one.close();
    await proxy.close();
  });

  it('should end at once on a side that has lost its server', async () => {
    const proxy = new TcpProxy({ host: url.hostname, port: Number(url.port) });
    const { port } = await proxy.open();
    const { own, app } = await service({ url: `nats://127.0.0.1:${port}` });
    opened.length = 0;
    await proxy.close();
    await waitFor(() => !own.connected);
    await app.close();
    await own.close();
  });
});
