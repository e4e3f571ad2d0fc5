import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { Allow, DevelopmentIssuer, Public } from '@tenfold/identity';
import { createLogger } from '@tenfold/observability';
import { mkdtemp, rm } from 'node:fs/promises';
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

const PAGE = 'http://localhost:5173';
const OTHER = 'https://shop.example';
const STRANGER = 'https://evil.example';

@Controller('v1/books')
class BooksController {
  @Get()
  @Public()
  @Lane()
  list(@Conditional() answer: Answer): string | undefined {
    reportRead({ key: 'list', until: Infinity, renewAt: Infinity, brief: false });
    return answer.send({ items: [] }, CACHE.shared);
  }

  @Get('mine')
  @Allow('learner')
  mine(): unknown {
    return {};
  }

  @Post()
  @Public()
  write(@Body({ schema: z.strictObject({ title: z.string() }) }) body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [BooksController] })
class BooksModule {}

/** Real: the application behind a socket; every answer counts by the limit of its address. */
describe('CORS_ORIGINS', () => {
  let directory: string;
  let app: NestFastifyApplication;
  let url: string;

  const start = async (settings: Record<string, string>): Promise<void> => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    const issuer = await DevelopmentIssuer.open(directory);
    const env = parseEnv(serviceEnv, { ...placeholderEnv, JWKS_URL: issuer.jwksUrl, ...settings });
    app = await createApp(
      { name: 'books', module: BooksModule, env },
      createLogger({ service: 'books', level: 'silent' }),
    );
    await app.listen({ port: 0, host: '127.0.0.1' });
    url = await app.getUrl();
  };
  afterEach(async () => {
    await app?.close();
    await rm(directory, { recursive: true });
  });

  const send = (path: string, origin: string | undefined, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, {
      ...init,
      headers: { ...(init.headers as object), ...(origin === undefined ? {} : { origin }) },
    });
  const preflight = (path: string, origin: string): Promise<Response> =>
    send(path, origin, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };

  it('should let listed pages read every kind of answer, and tell caches that answers differ', async () => {
    await start({ CORS_ORIGINS: `http://localhost:*,${OTHER}` });
    const lane = app.get(AnswerLane);
    const tag = (await send('/v1/books', undefined)).headers.get('etag') ?? '';
    const kinds: [string, RequestInit, number][] = [
      ['/v1/books', {}, 200],
      ['/v1/books', { headers: { 'if-none-match': tag } }, 304],
      ['/v1/books', { ...json, body: '{"title":"a"}' }, 201],
      ['/v1/books', { ...json, body: '{' }, 400],
      ['/v1/books/mine', {}, 401],
      ['/v1/books/%zz', {}, 400],
      ['/nowhere', {}, 404],
      ['/v1/books', { method: 'OPTIONS' }, 405],
    ];
    for (const origin of [PAGE, OTHER, PAGE, STRANGER, undefined])
      for (const [path, init, status] of kinds) {
        const { headers, ...answer } = await send(path, origin, init).then(({ headers, status }) => ({
          headers,
          status,
        }));
        expect([path, answer.status]).toEqual([path, status]);
        const allowed = origin === PAGE || origin === OTHER;
        expect(headers.get('access-control-allow-origin')).toBe(allowed ? origin : null);
        expect(headers.get('access-control-allow-credentials')).toBeNull();
        expect([path, status, headers.get('vary')?.split(', ')]).toEqual([
          path,
          status,
          expect.arrayContaining(['origin']),
        ]);
        if (allowed) expect(headers.get('access-control-expose-headers')?.split(', ')).toContain('etag');
      }
    expect(lane.counters.hits).toBeGreaterThan(5);
  });

  it('should answer a preflight alike on every path, without a token, and count none of them', async () => {
    await start({ CORS_ORIGINS: OTHER, RATE_LIMIT_ANONYMOUS: '60/1m/3' });
    for (const path of ['/v1/books', '/v1/books/mine', '/nowhere', '/v1/books', '/v1/books']) {
      const { headers, status } = await preflight(path, OTHER);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(OTHER);
      expect(headers.get('access-control-allow-methods')).toContain('DELETE');
      const names = headers.get('access-control-allow-headers')?.split(', ');
      for (const name of [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'x-consistency-token',
      ])
        expect(names).toContain(name);
      expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
      expect(headers.get('vary')).toContain('origin');
    }
    const refused = await preflight('/v1/books', STRANGER);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      403,
      'origin_not_allowed',
    ]);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    // The limit lets three in: none was taken by a preflight. What it refuses can be read by the page too.
    const asked = [];
    for (let n = 0; n < 4; n += 1) asked.push(await send('/v1/books', OTHER));
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(asked[3]?.headers.get('access-control-allow-origin')).toBe(OTHER);
    expect(asked[3]?.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('should say nothing of origins unless it is set', async () => {
    await start({});
    const { headers } = await send('/v1/books', PAGE);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers.get('vary')).toBe('accept-encoding');
    expect((await preflight('/v1/books', PAGE)).status).toBe(405);
  });
});

describe('CORS_ORIGINS that are none', () => {
  it.each(['https://shop.example/', 'shop.example', 'https://a.example,,'])(
    'should refuse to start with %s',
    (text) => {
      const said: string[] = [];
      const exit = (): never => {
        throw new Error(said.join(''));
      };
      const settings = { ...placeholderEnv, CORS_ORIGINS: text };
      expect(() => parseEnv(serviceEnv, settings, { write: (line) => said.push(line), exit })).toThrow(
        'CORS_ORIGINS',
      );
    },
  );
});
