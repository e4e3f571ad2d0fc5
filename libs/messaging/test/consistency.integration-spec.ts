import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { defineEvent, defineRequest } from '@tenfold/contracts';
import { ConsistencyTokens, loadShardMap, RequestConsistencies, Shards } from '@tenfold/database';
import { createLogger, requestContext } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HandlesEvent, HandlesRequest, Messaging, NatsTransport, streamOf } from '../src/index.js';

// Real: the NATS server and the shards of the test run. Subjects are this file's own.
const unique = randomBytes(4).toString('hex').replaceAll(/\d/g, 'x');
const SECRET = 'a secret of at least thirty-two characters';
const ask = defineRequest({
  subject: `test-${unique}.context.get.v1`,
  request: z.object({ writes: z.string().optional() }),
  reply: z.object({ intent: z.string().optional(), positions: z.array(z.string()) }),
});
const covered = defineRequest({ ...ask, subject: `test-${unique}.covered.get.v1`, coveredByAsker: true });
const happened = defineEvent({ subject: `test-${unique}.thing.happened.v1`, payload: z.object({}) });

const { shardMapFile, adminUser, adminPassword, natsUrl } = testStores();
const shards = new Shards(loadShardMap(shardMapFile), {
  user: adminUser,
  password: adminPassword,
  poolSize: 1,
  statementTimeoutMs: 5_000,
  applicationName: 'test',
});
const [one, other] = shards.all();
const heard: unknown[] = [];

@Controller()
class ContextNatsController {
  @HandlesRequest(ask)
  get({ writes }: z.infer<typeof ask.request>): z.infer<typeof ask.reply> {
    const consistency = requestContext.get()?.consistency;
    const answer = {
      intent: consistency?.intent,
      positions: [...(consistency?.token?.positions.keys() ?? [])],
    };
    const shard = shards.all().find(({ name }) => name === writes);
    if (shard !== undefined) consistency?.wrote(shard);
    return answer;
  }

  @HandlesRequest(covered)
  covered(question: z.infer<typeof ask.request>): z.infer<typeof ask.reply> {
    return this.get(question);
  }

  @HandlesEvent(happened, { durable: 'context' })
  happened(): void {
    heard.push(requestContext.get());
  }
}

@Module({ controllers: [ContextNatsController] })
class ContextModule {}

describe('consistency across services', () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const consistencies = new RequestConsistencies(shards, SECRET);
  const tokens = new ConsistencyTokens(SECRET);
  const options = { url: natsUrl, logger, consistencies };
  const [service, client] = ['service', 'client'].map(
    (name) => new Messaging({ ...options, name: `${name}-${unique}` }),
  ) as [Messaging, Messaging];
  let app: INestMicroservice;

  beforeAll(async () => {
    await Promise.all([service.connect(), client.connect()]);
    app = await NestFactory.createMicroservice(ContextModule, {
      strategy: new NatsTransport(service, logger),
      logger: false,
    });
    await app.listen();
  });

  afterAll(async () => {
    await app.close();
    await (await client.manager()).streams.delete(streamOf(happened.subject));
    await Promise.all([service.close(), client.close(), shards.close()]);
  });

  /** Asks as a route of this intent would, whose caller has seen this shard. */
  function route(intent: 'fresh' | 'bounded', seen?: string) {
    const header = seen && tokens.encode({ epoch: shards.epoch, positions: new Map([[seen, 1n]]) });
    const consistency = consistencies.begin(intent, header);
    const request = (payload: z.infer<typeof ask.request> = {}, contract = ask) =>
      requestContext.run({ requestId: randomUUID(), consistency }, () =>
        client.request(contract, payload, { timeoutMs: 5_000 }),
      );
    return { consistency, request };
  }

  it('should let the handler read as the asker may, and show what his client has seen', async () => {
    expect(await route('bounded', 'shard-9').request()).toEqual({
      intent: 'bounded',
      positions: ['shard-9'],
    });
    expect(await route('fresh').request()).toEqual({ intent: 'fresh', positions: [] });
  });

  it('should bring back what the handler has written, for the answer of the asker', async () => {
    const { consistency, request } = route('bounded', one?.name);
    await request();
    expect(await consistency.issue()).toBeUndefined();
    await request({ writes: other?.name });
    const issued = tokens.decode((await consistency.issue()) ?? '');
    expect([...issued.positions.keys()]).toEqual([one?.name, other?.name]);
    expect(issued.positions.get(other?.name ?? '')).toBeGreaterThan(1n);
  });

  it('should bring back nothing where the asker writes to the same shard afterwards', async () => {
    const { consistency, request } = route('bounded');
    expect((await request({ writes: other?.name }, covered)).intent).toBeUndefined();
    expect(await consistency.issue()).toBeUndefined();
  });

  it('should not fail, and read fresh, when services cannot read each other’s tokens', async () => {
    const strange = new RequestConsistencies(shards, `${SECRET}!`);
    const consistency = strange.begin('bounded', undefined);
    await requestContext.run({ requestId: randomUUID(), consistency }, () =>
      client.request(ask, { writes: one?.name }, { timeoutMs: 5_000 }),
    );
    expect(consistency.token?.epoch).toBe(0);
    const header = await consistency.issue();
    expect([...(strange.begin('bounded', header).token?.positions.keys() ?? [])].sort()).toEqual(
      shards
        .all()
        .map(({ name }) => name)
        .sort(),
    );
    expect(
      await requestContext.run({ requestId: randomUUID(), consistency }, () =>
        client.request(ask, {}, { timeoutMs: 5_000 }),
      ),
    ).toEqual({ intent: 'bounded', positions: [] });
  });

  it('should read fresh when nobody’s request is behind it', async () => {
    expect(await client.request(ask, {}, { timeoutMs: 5_000 })).toEqual({ intent: 'fresh', positions: [] });
    const { consistency } = route('bounded', 'shard-9');
    await requestContext.run({ requestId: randomUUID(), consistency }, () =>
      client.publish(happened, {}, { id: randomUUID() }),
    );
    expect(await waitFor(() => heard[0])).not.toHaveProperty('consistency');
  });
});
