import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { parseEnv } from '@tenfold/config';
import { DevelopmentIssuer, Public } from '@tenfold/identity';
import { createLogger } from '@tenfold/observability';
import { describeHttpBytes } from '@tenfold/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type Answer, CACHE, Conditional } from '../src/answer.decorator.js';
import { reportRead } from '../src/context-reads.js';
import { createApp } from '../src/create-app.js';
import { Lane } from '../src/lane.decorator.js';
import { placeholderEnv } from '../src/placeholder-env.js';
import { serviceEnv } from '../src/service-env.js';

@Controller('v1/quizzes')
class QuizzesController {
  @Get()
  @Public()
  @Lane()
  list(@Conditional() answer: Answer): string | undefined {
    reportRead({ key: 'list', until: Infinity, renewAt: Infinity, brief: false });
    return answer.send({ items: [] }, CACHE.shared);
  }

  /** Answers later than what stands behind it is read. */
  @Post()
  @Public()
  async write(@Body({ schema: z.strictObject({ title: z.string() }) }) body: unknown): Promise<unknown> {
    await setImmediate();
    return body;
  }
}

@Module({ controllers: [QuizzesController] })
class QuizzesModule {}

describeHttpBytes('a service', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
  const issuer = await DevelopmentIssuer.open(directory);
  const env = parseEnv(serviceEnv, { ...placeholderEnv, JWKS_URL: issuer.jwksUrl });
  const logger = createLogger({ service: 'quizzes', level: 'silent' });
  const app = await createApp({ name: 'quizzes', module: QuizzesModule, env }, logger);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: (app.getHttpServer() as { address(): AddressInfo }).address().port,
    path: '/v1/quizzes',
    post: { path: '/v1/quizzes', headers: [], body: '{"title":"a"}' },
    stop: async () => {
      await app.close();
      await rm(directory, { recursive: true });
    },
  };
});
