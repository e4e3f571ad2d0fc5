import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { ConsistencyTokens } from '@tenfold/database';
import { Public } from '@tenfold/identity';
import { createLogger, requestContext } from '@tenfold/observability';
import { z } from 'zod';
import { addConsistencyHooks } from './consistency-hooks.js';
import { createApp } from './create-app.js';
import { placeholderEnv } from './placeholder-env.js';
import { Reads } from './reads.decorator.js';
import { serviceEnv } from './service-env.js';

const bodySchema = z.strictObject({ text: z.string() });

function inContext(): unknown {
  const { requestId, consistency } = requestContext.get() ?? {};
  return { requestId, intent: consistency?.intent, positions: consistency?.token?.positions.size };
}

@Controller('v1/shelf')
class ShelfController {
  @Get()
  @Public()
  @Reads('bounded')
  look(): unknown {
    return inContext();
  }

  @Get('decide')
  @Public()
  decide(): unknown {
    return inContext();
  }

  @Post()
  @Public()
  fill(@Body({ schema: bodySchema }) _body: unknown): unknown {
    return inContext();
  }
}

@Module({ controllers: [ShelfController] })
class ShelfModule {}

@Controller('v1/late')
class LateController {
  @Post()
  @Public()
  @Reads('bounded')
  decide(): unknown {
    return {};
  }
}

@Module({ controllers: [LateController] })
class LateModule {}

describe(addConsistencyHooks, () => {
  const env = parseEnv(serviceEnv, placeholderEnv);
  const logger = createLogger({ service: 'shelf', level: 'silent' });
  const tokens = new ConsistencyTokens(env.CURSOR_SECRET);
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createApp({ name: 'shelf', module: ShelfModule, env }, logger);
    await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(() => app.close());

  async function call(path: string, init: RequestInit = {}) {
    const response = await fetch(`${await app.getUrl()}${path}`, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  it('should read as the route declares, and fresh where it declares nothing', async () => {
    expect((await call('/v1/shelf')).body).toMatchObject({ intent: 'bounded' });
    expect((await call('/v1/shelf/decide')).body).toMatchObject({ intent: 'fresh' });
  });

  it('should refuse to start with a route that decides on what a replica says', async () => {
    const start = createApp({ name: 'late', module: LateModule, env }, logger);
    await expect(start).rejects.toThrow('LateController.decide');
  });

  it('should join the tokens of writes that were made at once', async () => {
    const header = ['shard-1', 'shard-2']
      .map((shard) => tokens.encode({ epoch: 1, positions: new Map([[shard, 1n]]) }))
      .join(', ');
    const headers = { 'x-consistency-token': header };
    expect((await call('/v1/shelf', { headers })).body).toMatchObject({ positions: 2 });
  });

  it.each(['made-up', 'a, b', ''])('should refuse the token "%s" by the name of its header', async (text) => {
    for (const path of ['/v1/shelf', '/v1/shelf/decide']) {
      const { status, body } = await call(path, { headers: { 'x-consistency-token': text } });
      expect(status).toBe(400);
      expect(body).toMatchObject({
        code: 'consistency_token_invalid',
        errors: [{ header: 'X-Consistency-Token' }],
      });
    }
  });

  it('should keep the context of a request whose body comes in pieces, and issue nothing when nothing was written', async () => {
    const { status, headers, body } = await call('/v1/shelf', {
      method: 'POST',
      body: JSON.stringify({ text: ' '.repeat(1_000_000) }),
      headers: { 'content-type': 'application/json', 'x-request-id': 'my-request-2' },
    });
    expect([status, body]).toEqual([201, { requestId: 'my-request-2', intent: 'fresh' }]);
    expect(headers.has('x-consistency-token')).toBe(false);
  });
});
