import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { AppError, type Problem } from '@tenfold/errors';
import { idSchema } from '@tenfold/http';
import { Allow, CurrentPrincipal, DevelopmentIssuer, type Principal, Public } from '@tenfold/identity';
import { newId } from '@tenfold/ids';
import { createLogger } from '@tenfold/observability';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { createApp } from './create-app.js';
import { placeholderEnv } from './placeholder-env.js';
import { RequestHeader } from './request-header.decorator.js';
import { serviceEnv, type ServiceEnv } from './service-env.js';

const looseSchema = z.strictObject({ items: z.array(z.unknown()) });
const noteSchema = z.strictObject({ title: z.string().max(20), tags: z.array(z.string()).max(3).optional() });

@Controller('v1/notes')
class NotesController {
  @Get()
  @Public()
  list(
    @Query({ schema: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }) }) query: unknown,
  ): unknown {
    return { query };
  }

  @Get('broken')
  @Public()
  broken(): never {
    throw new Error('secret detail');
  }

  @Get('missing')
  @Public()
  missing(): never {
    throw new AppError('conflict', {
      detail: 'twice',
      meta: { allowed: ['once'] },
      headers: { 'retry-after': '1' },
    });
  }

  @Get('mine')
  @Allow('learner', 'admin')
  mine(@CurrentPrincipal() principal: Principal): unknown {
    return principal;
  }

  @Get(':noteId')
  @Public()
  one(@Param('noteId', { schema: idSchema }) noteId: string): unknown {
    return { noteId };
  }

  @Post()
  @Public()
  create(@Body({ schema: noteSchema }) note: unknown): unknown {
    return note;
  }

  @Get('conditional')
  @Public()
  conditional(@RequestHeader('If-Match', z.string().max(20)) tag: string): unknown {
    return { tag };
  }

  @Post('loose')
  @Public()
  loose(@Body({ schema: looseSchema }) body: unknown): unknown {
    return body;
  }

  @Post('touch')
  @Public()
  @HttpCode(200)
  touch(): unknown {
    return { touched: true };
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

@Controller('v1/open')
class UndeclaredController {
  @Get()
  read(): unknown {
    return {};
  }
}

@Module({ controllers: [UndeclaredController] })
class UndeclaredModule {}

describe(createApp.name, () => {
  let directory: string;
  let issuer: DevelopmentIssuer;
  let env: ServiceEnv;
  let app: NestFastifyApplication;
  const logger = createLogger({ service: 'notes', level: 'silent' });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    issuer = await DevelopmentIssuer.open(directory);
    env = parseEnv(serviceEnv, { ...placeholderEnv, JWKS_URL: issuer.jwksUrl });
    app = await createApp({ name: 'notes', module: NotesModule, env }, logger);
    await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(async () => {
    await app.close();
    await rm(directory, { recursive: true });
  });

  interface Options {
    method?: string;
    body?: string | Buffer;
    headers?: Record<string, string>;
  }
  async function call(path: string, { method = 'GET', body, headers = {} }: Options = {}) {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${await app.getUrl()}${path}`, init);
    const raw = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (raw === '' ? undefined : JSON.parse(raw)) as Problem,
    };
  }

  it('should refuse to start with a route that declares no access', async () => {
    const start = createApp({ name: 'open', module: UndeclaredModule, env }, logger);
    await expect(start).rejects.toThrow('UndeclaredController.read');
  });

  it('should refuse the development issuer in production', async () => {
    const start = createApp(
      { name: 'notes', module: NotesModule, env: { ...env, NODE_ENV: 'production' } },
      logger,
    );
    await expect(start).rejects.toThrow('development issuer');
  });

  it('should answer with a problem document that carries the request id', async () => {
    const { status, headers, body } = await call('/v1/notes/missing', {
      headers: { 'x-request-id': 'my-request-1' },
    });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('x-request-id')).toBe('my-request-1');
    expect(body).toMatchObject({
      code: 'conflict',
      status: 409,
      detail: 'twice',
      instance: '/v1/notes/missing',
      requestId: 'my-request-1',
      allowed: ['once'],
    });
  });

  it('should tell nothing of an unexpected error', async () => {
    const { status, body } = await call('/v1/notes/broken');
    expect(status).toBe(500);
    expect(body.code).toBe('internal');
    expect(JSON.stringify(body)).not.toContain('secret detail');
  });

  it('should tell an unknown path from a wrong method', async () => {
    expect((await call('/v1/nothing')).body).toMatchObject({ status: 404, code: 'route_not_found' });
    expect((await call('/v1/notes/')).body).toMatchObject({ status: 404, code: 'route_not_found' });
    const wrong = await call('/v1/notes', { method: 'DELETE' });
    expect(wrong.body).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each([
    ['an unknown property', '{"title":"a","admin":true}', '/admin'],
    ['a wrong type', '{"title":7}', '/title'],
    ['a value in a list', '{"title":"a","tags":["x",1]}', '/tags/1'],
    ['NUL', '{"title":"a\\u0000b"}', '/title'],
    ['half a surrogate pair', '{"title":"\\ud800"}', '/title'],
    ['no body', '', ''],
  ])('should name the place of %s in the body', async (_what, body, pointer) => {
    const answer = await call('/v1/notes', { method: 'POST', body });
    expect(answer.body).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(answer.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
  });

  it.each([
    ['/v1/notes?limt=3', 'limt'],
    ['/v1/notes?__proto__=3', '__proto__'],
    ['/v1/notes?constructor=3', 'constructor'],
    ['/v1/notes?limit=11', 'limit'],
    ['/v1/notes?limit=1&limit=2', 'limit'],
    ['/v1/notes/not-an-id', 'noteId'],
    [`/v1/notes/${newId(7)}?fields=title`, 'fields'],
  ])('should name the parameter that is wrong in %s', async (path, parameter) => {
    const { body } = await call(path);
    expect(body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ parameter }] });
  });

  it.each([
    ['half a body', () => '{"title":', 'application/json', 400, 'body_invalid'],
    ['a prototype', () => '{"__proto__":{"title":"a"}}', 'application/json', 400, 'validation_failed'],
    ['UTF-16', () => '{"title":"a"}', 'application/json; charset=utf-16', 415, 'media_type_unsupported'],
    [
      'bytes that are not UTF-8',
      () => Buffer.from('7b227469746c65223a22ff227d', 'hex'),
      'application/json',
      400,
      'body_invalid',
    ],
    ['a form', () => 'title=a', 'application/x-www-form-urlencoded', 415, 'media_type_unsupported'],
    ['5 MiB', () => `{"title":"${'x'.repeat(5 * 1024 * 1024)}"}`, 'application/json', 413, 'body_too_large'],
  ])('should refuse %s', async (_what, make, type, status, code) => {
    const body = make();
    const answer = await call('/v1/notes', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.body).toMatchObject({ status, code });
  });

  it('should refuse what is nested to exhaust the stack', async () => {
    const body = `{"items":[${'['.repeat(50_000)}${']'.repeat(50_000)}]}`;
    const answer = await call('/v1/notes/loose', { method: 'POST', body });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ code: 'too_deep' }] });
  });

  it('should name a header that is missing or wrong', async () => {
    const errors = [{ header: 'If-Match' }];
    expect((await call('/v1/notes/conditional')).body).toMatchObject({ status: 400, errors });
    expect(
      (await call('/v1/notes/conditional', { headers: { 'if-match': 'x'.repeat(21) } })).body,
    ).toMatchObject({ errors });
    expect((await call('/v1/notes/conditional', { headers: { 'if-match': '"1"' } })).body).toEqual({
      tag: '"1"',
    });
  });

  it('should refuse a body where none is declared, and accept its absence', async () => {
    expect((await call('/v1/notes/touch', { method: 'POST', body: '{"a":1}' })).body.code).toBe(
      'validation_failed',
    );
    expect((await call('/v1/notes/touch', { method: 'POST' })).status).toBe(200);
    expect((await call('/v1/notes/touch', { method: 'POST', body: '' })).status).toBe(200);
  });

  it.each([
    '/v1/notes/%E0%A4%A',
    '/%00',
    '/v1/notes/%00',
    `/v1/notes/${'x'.repeat(300)}`,
    '//',
    '/v1//notes',
  ])('should answer %.20s with a problem below 500', async (path) => {
    const { status, body } = await call(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.code).toBeDefined();
  });

  it('should answer bytes that are not HTTP with a problem', async () => {
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"request_malformed"');
  });

  it('should let in whom the route declares, and nobody else', async () => {
    const bearer = async (role: 'learner' | 'staff') => ({
      headers: { authorization: `Bearer ${await issuer.mint({ roles: [role], subject: 'sub-1' })}` },
    });
    expect((await call('/v1/notes/mine')).body.code).toBe('token_missing');
    expect((await call('/v1/notes/mine', { headers: { authorization: 'Bearer nonsense' } })).body.code).toBe(
      'token_invalid',
    );
    expect((await call('/v1/notes/mine', { headers: { authorization: 'Basic eA==' } })).body.code).toBe(
      'token_invalid',
    );
    expect((await call('/v1/notes/mine', await bearer('staff'))).body.code).toBe('forbidden');
    expect((await call('/v1/notes/mine', await bearer('learner'))).body).toEqual({
      subject: 'sub-1',
      roles: ['learner'],
    });
  });

  it('should refuse a bad token on a public route too', async () => {
    const { body, headers } = await call('/v1/notes', { headers: { authorization: 'Bearer nonsense' } });
    expect(body.code).toBe('token_invalid');
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });
});
