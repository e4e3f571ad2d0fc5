import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { Representation } from '@tenfold/http';
import { DevelopmentIssuer, Public } from '@tenfold/identity';
import { createLogger, requestContext } from '@tenfold/observability';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Answer, CACHE, Conditional } from '../src/answer.decorator.js';
import { createApp } from '../src/create-app.js';
import { placeholderEnv } from '../src/placeholder-env.js';
import { serviceEnv } from '../src/service-env.js';
import { comparable } from './comparable.js';
import { exchange, headerOf, type RawRequest } from './raw-http.js';

const BLURB = new Representation('{"blurb":"é"}', 'kept');
const noteSchema = z.strictObject({ text: z.string() });

@Controller('v1/blurbs')
class BlurbsController {
  /** Kept, so that the head of its answer is too. */
  @Get()
  @Public()
  blurb(@Conditional() answer: Answer): string {
    return answer.sendPrepared(BLURB);
  }

  @Get('shared')
  @Public()
  shared(@Conditional() answer: Answer): string {
    return answer.sendPrepared(BLURB, CACHE.shared);
  }

  @Post()
  @Public()
  add(@Body({ schema: noteSchema }) note: z.infer<typeof noteSchema>): object {
    return note;
  }
}

@Module({ controllers: [BlurbsController] })
class BlurbsModule {}

describe.each([
  ['called directly', true],
  ['called by the framework', false],
])('answers whose bodies are kept, %s', (_how, directly) => {
  let directory: string;
  let token: string;
  let app: NestFastifyApplication;
  const ask = (...requests: RawRequest[]) =>
    exchange((app.getHttpServer().address() as AddressInfo).port, requests);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-heads-'));
    const issuer = await DevelopmentIssuer.open(directory);
    token = await issuer.mint({ roles: ['learner'], subject: 'a' });
    const limits = { RATE_LIMIT_ANONYMOUS: '1000000/1s', RATE_LIMIT_PRINCIPAL: '9/1h' };
    const env = parseEnv(serviceEnv, { ...placeholderEnv, ...limits, JWKS_URL: issuer.jwksUrl });
    const logger = createLogger({ service: 'blurbs', level: 'silent' });
    app = await createApp({ name: 'blurbs', module: BlurbsModule, env, directly }, logger);
    await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(async () => {
    await app?.close();
    await rm(directory, { recursive: true });
  });

  it('should be the same each time but for the id and the date, and follow what they are sent with', async () => {
    const [own, shared] = [{ path: '/v1/blurbs' }, { path: '/v1/blurbs/shared' }];
    const named = { ...own, headers: [['X-Request-Id', 'request-of-mine'] as const] };
    const answers = await ask(own, named, shared, own, named, shared);
    expect(answers.slice(3).map(comparable)).toEqual(answers.slice(0, 3).map(comparable));
    expect(answers.map((answer) => headerOf(answer, 'cache-control'))).toEqual(
      [CACHE.own, CACHE.own, CACHE.shared, CACHE.own, CACHE.own, CACHE.shared], // prettier-ignore
    );
    expect(headerOf(answers[1]!, 'x-request-id')).toBe('request-of-mine');
    expect(new Set(answers.map((answer) => headerOf(answer, 'x-request-id'))).size).toBe(5);
  });

  it('should tell each answer to a principal what is left, where the rest of the head is kept', async () => {
    const path = '/v1/blurbs';
    const known: RawRequest = { path, headers: [['Authorization', `Bearer ${token}`]] };
    const answers = await ask({ path }, known, known, { path });
    const [first, ...others] = answers.map((answer) => headerOf(answer, 'ratelimit'));
    const last = others.pop();
    expect([first, last]).toEqual([undefined, undefined]);
    // Both are worked on at once, and counted as their tokens are verified.
    expect(others.map((told) => /r=(\d+)/.exec(told ?? '')?.[1]).toSorted()).toEqual(['7', '8']);
  });

  it('should leave nothing of a request with its connection: what follows an answer is in no context', async () => {
    const server = app.getHttpServer() as Server;
    const within: boolean[] = [];
    const listen = (_request: unknown, response: ServerResponse): void => {
      // Where the timer of the idle connection is started, and what ends a request.
      for (const event of ['prefinish', 'finish', 'close'])
        response.once(event, () => within.push(requestContext.get() !== undefined));
    };
    server.prependListener('request', listen);
    const written: RawRequest = {
      method: 'POST',
      path: '/v1/blurbs',
      headers: [['Content-Type', 'application/json']],
      body: '{"text":"a"}',
    };
    const unknown: RawRequest = { path: '/v1/nothing' };
    await ask({ path: '/v1/blurbs' }, { path: '/v1/blurbs' }, written, unknown);
    server.off('request', listen);
    expect(within).toEqual(Array.from({ length: 12 }, () => false));
  });

  it('should go on after a body that was announced and does not come, which is none', async () => {
    const announced: RawRequest = {
      method: 'POST',
      path: '/v1/blurbs',
      headers: [['Content-Type', 'application/json']],
    };
    const [answer, next] = await ask(announced, { path: '/v1/blurbs' });
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(next!.line).toContain(' 200 ');
  });
});
