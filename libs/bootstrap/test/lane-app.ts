import { Controller, Get, Inject, Module, Param, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { AppError } from '@tenfold/errors';
import { pageQuery } from '@tenfold/http';
import { Allow, CurrentPrincipal, DevelopmentIssuer, type Principal, Public } from '@tenfold/identity';
import { createLogger, type Logger } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Answer, CACHE, Conditional } from '../src/answer.decorator.js';
import { AnswerLane } from '../src/answer-lane.js';
import { reportRead } from '../src/context-reads.js';
import { createApp } from '../src/create-app.js';
import { Lane } from '../src/lane.decorator.js';
import { placeholderEnv } from '../src/placeholder-env.js';
import { serviceEnv } from '../src/service-env.js';

/** What the routes read, and the reports of a cache about it. */
export class Shelf {
  readonly texts = new Map<string, string>();
  until = Infinity;
  /** Unless it is `until`. */
  renewAt: number | undefined = undefined;
  brief = false;
  /** Awaited by each read after it has looked, to let something happen in between. */
  pause: (key: string) => Promise<void> = async () => undefined;

  async read(key: string): Promise<string> {
    const text = this.texts.get(key) ?? `nothing about ${key}, for 5 € a piece`;
    await this.pause(key);
    const { until, renewAt = until, brief } = this;
    reportRead({ key, until, renewAt, brief });
    return text;
  }
}

const query = z.strictObject({ ...pageQuery, tag: z.string().max(20).optional() });

@Controller('v1/shelf')
class ShelfController {
  constructor(@Inject(Shelf) private readonly shelf: Shelf) {}

  @Get('list')
  @Public()
  @Lane()
  async list(
    @Query({ schema: query }) { limit, tag }: z.infer<typeof query>,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const text = await this.shelf.read('list');
    const items = Array.from({ length: limit }, (_, n) => ({ n, tag, text }));
    return answer.page({ items, nextCursor: 'next', previousCursor: null }, CACHE.shared);
  }

  @Get('mine')
  @Allow('learner')
  async mine(
    @CurrentPrincipal() { subject }: Principal,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    return answer.send({ subject, text: (await this.shelf.read('mine')).repeat(2_000) });
  }

  /** Declared wrongly on purpose: it says something else to those who are known. */
  @Get('greeting')
  @Public()
  @Lane()
  async greeting(
    @CurrentPrincipal() principal: Principal | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    await this.shelf.read('greeting');
    return answer.send({ hello: principal?.subject ?? 'everybody' }, CACHE.shared);
  }

  @Get('private')
  @Public()
  @Lane()
  async private(@Conditional() answer: Answer): Promise<string | undefined> {
    return answer.send({ text: await this.shelf.read('private') }, CACHE.own);
  }

  @Get('unreported')
  @Public()
  @Lane()
  unreported(@Conditional() answer: Answer): string | undefined {
    return answer.send({ random: Math.random() }, CACHE.shared);
  }

  @Get('slow')
  @Public()
  async slow(@Conditional() answer: Answer): Promise<string | undefined> {
    return answer.send({ text: await this.shelf.read('slow') }, CACHE.shared);
  }

  @Get('book/:name')
  @Public()
  @Lane()
  async book(@Param('name') name: string, @Conditional() answer: Answer): Promise<string | undefined> {
    if (name === 'missing') throw new AppError('quiz_not_found');
    return answer.send({ text: (await this.shelf.read(name)).repeat(100) }, CACHE.shared);
  }
}

@Module({ controllers: [ShelfController], providers: [Shelf] })
class ShelfModule {}

export interface LaneApp {
  readonly app: NestFastifyApplication;
  readonly port: number;
  readonly lane: AnswerLane;
  readonly shelf: Shelf;
  readonly strategies: Strategies;
  readonly jwksUrl: string;
  token(subject: string): Promise<string>;
  close(): Promise<void>;
}

/** There, and met by nobody who does not ask for less. */
const HIGH = { RATE_LIMIT_ANONYMOUS: '1000000/1s', RATE_LIMIT_PRINCIPAL: '1000000/1s' };

export async function startLaneApp(
  options: { settings?: Record<string, string>; logger?: Logger; limitsClock?: () => number } = {},
): Promise<LaneApp> {
  const directory = await mkdtemp(join(tmpdir(), 'tenfold-lane-'));
  const issuer = await DevelopmentIssuer.open(directory);
  const { settings, limitsClock } = options;
  const env = parseEnv(serviceEnv, { ...placeholderEnv, ...HIGH, JWKS_URL: issuer.jwksUrl, ...settings });
  const logger = options.logger ?? createLogger({ service: 'shelf', level: 'silent' });
  const app = await createApp(
    { name: 'shelf', module: ShelfModule, env, ...(limitsClock && { limitsClock }) },
    logger,
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    port: (app.getHttpServer().address() as AddressInfo).port,
    lane: app.get(AnswerLane),
    shelf: app.get(Shelf),
    strategies: app.get(Strategies),
    jwksUrl: issuer.jwksUrl,
    token: (subject) => issuer.mint({ roles: ['learner'], subject }),
    close: async () => {
      await app.close();
      await rm(directory, { recursive: true });
    },
  };
}
