import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Module,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOkResponse } from '@nestjs/swagger';
import { parseEnv } from '@tenfold/config';
import { AppError } from '@tenfold/errors';
import { idSchema, pageQuery, pageSchema, Representation } from '@tenfold/http';
import { Allow, CurrentPrincipal, DevelopmentIssuer, type Principal, Public } from '@tenfold/identity';
import { newId } from '@tenfold/ids';
import { createLogger, Metrics } from '@tenfold/observability';
import fc from 'fast-check';
import type { FastifyReply } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import { type Answer, CACHE, Conditional } from '../src/answer.decorator.js';
import { Admission } from '../src/admission.js';
import { createApp } from '../src/create-app.js';
import { SelectedMembers } from '../src/fields.decorator.js';
import { placeholderEnv } from '../src/placeholder-env.js';
import { RequestHeader } from '../src/request-header.decorator.js';
import { serviceEnv } from '../src/service-env.js';
import { comparable } from './comparable.js';
import { exchange, headerOf, type RawRequest } from './raw-http.js';

const ID = newId(7, 1_700_000_000_000);
const position = z.preprocess((value) => Number(value), z.int().min(1).max(9));
const bookSchema = z.strictObject({ id: idSchema, title: z.string(), pages: z.int() });
const changeSchema = z.strictObject({ title: z.string().max(9), pages: z.int() });
const listQuery = z.strictObject({ ...pageQuery, tag: z.string().max(5).optional() });

@Controller('v1/books')
class BooksController {
  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: pageSchema(bookSchema) })
  list(
    @Query({ schema: listQuery }) { limit, tag }: z.infer<typeof listQuery>,
    @Conditional() answer: Answer,
  ) {
    const items = Array.from({ length: limit }, (_, n) => ({ id: ID, title: `${tag} é ${n}`, pages: n }));
    return answer.page({ items, nextCursor: 'next', previousCursor: null }, CACHE.shared);
  }

  /** No `Answer`, so the framework's; its path is one that a parameter would fit too. */
  @Get('shelves')
  @Public()
  shelves() {
    return { shelves: 3 };
  }

  @Get(':id')
  @Public()
  @ApiOkResponse({ standardSchema: bookSchema })
  async one(
    @Param('id', { schema: idSchema }) id: string,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ) {
    return answer.send({ id, title: members?.join() ?? 'é', pages: 7 }, CACHE.own, '"one"');
  }

  @Get(':id/pages/:position')
  @Allow('learner')
  page(
    @Param('id', { schema: idSchema }) id: string,
    @Param('position', { schema: position }) at: number,
    @CurrentPrincipal() { subject }: Principal,
    @RequestHeader('X-Colour', z.enum(['red', 'blue']).optional()) colour: string | undefined,
    @Conditional() answer: Answer,
  ) {
    if (at === 9) throw new AppError('order_not_found');
    const text = JSON.stringify({ id, at, subject, colour, text: 'x'.repeat(at * 1_000) });
    return answer.sendPrepared(new Representation(text, 'once'));
  }

  @Get(':id/failure')
  @Public()
  async fail(@Conditional() _answer: Answer): Promise<string> {
    throw new Error('out of order');
  }

  @Put(':id')
  @Allow('learner')
  async change(
    @Param('id', { schema: idSchema }) id: string,
    @CurrentPrincipal() { subject }: Principal,
    @Body({ schema: changeSchema }) { title, pages }: z.infer<typeof changeSchema>,
  ): Promise<object> {
    if (pages === 9) throw new AppError('order_not_found');
    return { id, subject, title, pages };
  }

  @Post()
  @Public()
  add(@Body({ schema: changeSchema }) body: z.infer<typeof changeSchema>): object {
    return body;
  }

  @Post(':id')
  @Public()
  async nothing(@Param('id', { schema: idSchema }) id: string): Promise<string | undefined> {
    return id === ID ? undefined : id;
  }

  /** It has the reply: a location, at times another status, an object or a text. */
  @Post(':id/copies')
  @Allow('learner')
  async copy(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeSchema }) { pages, title }: z.infer<typeof changeSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    reply.headers({ location: `/v1/books/${id}/copies/${pages}`, 'cache-control': 'no-store' });
    if (pages === 9) throw new AppError('order_not_found');
    if (title === 'plain') return { id, title };
    reply.code(200).type('application/json; charset=utf-8');
    return JSON.stringify({ id, title });
  }

  /** The framework's own: it has a status. */
  @Post(':id/cover')
  @Public()
  @HttpCode(202)
  wrap() {
    return { wrapped: true };
  }

  /** The framework's own: it sets a header. */
  @Get(':id/cover')
  @Public()
  @Header('x-cover', 'hard')
  cover(@Conditional() answer: Answer) {
    return answer.send({ cover: true });
  }
}

@Module({ controllers: [BooksController] })
class BooksModule {}

const PATHS = [
  '', '?limit=2', '?limit=2&tag=a', '?limit=0', '?colour=red', '?limit=2&fields=title', '?fields=nothing',
  `/${ID}`, `/${ID}?fields=id`, `/${ID}?x=1`, '/1', '/', '//pages/1', '/shelves',
  `/${ID}/pages/1`, `/${ID}/pages/2`, `/${ID}/pages/9`, `/${ID}/pages/10`, `/${ID}/pages/`, '/a/pages/1', '/a/pages/10',
  `/${ID}/failure`, `/${ID}/cover`, `/${ID}/nowhere`, '/%zz', `/${'a'.repeat(300)}`,
]; // prettier-ignore

const HEADERS: readonly (readonly [string, string])[] = [
  ['Authorization', 'Bearer TOKEN'],
  ['Authorization', 'Bearer TOKEN'],
  ['Authorization', 'Bearer nonsense'],
  ['Accept-Encoding', 'gzip'],
  ['Accept-Encoding', 'identity;q=0, *;q=0'],
  ['If-None-Match', '"one", ETAG'],
  ['X-Colour', 'red'],
  ['X-Colour', 'green'],
  ['X-Consistency-Token', 'abc'],
  ['X-Request-Id', 'request-of-mine'],
  ['Connection', 'close'],
];

const BODIES = [
  '{"title":"é","pages":7}', '{"title":"plain","pages":7}', '{"title":"plain","pages":9}', '{"title":"\\u0000","pages":7}',
  '{"title":"much too long","pages":"7","x":1}', '{"pages":7', '[]', '',
]; // prettier-ignore

/** In another order than the framework's, and all there. */
function sorted(answer: unknown): unknown {
  const { headers, ...rest } = answer as { headers: [string, string][] };
  const named = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { ...rest, headers: named.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

const asked = fc.record({
  path: fc.constantFrom(...PATHS),
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'DELETE', 'PUT', 'PUT', 'POST'),
  body: fc.constantFrom(...BODIES),
  headers: fc.uniqueArray(fc.constantFrom(...HEADERS), { maxLength: 4, selector: ([name]) => name }),
});

const UNLIMITED = { RATE_LIMIT_ANONYMOUS: '1000000/1s', RATE_LIMIT_PRINCIPAL: 'off' };

describe('routes that the server calls directly', () => {
  let directory: string;
  let token: string;
  let start: (
    directly: boolean,
    seen: Set<string>,
    limits?: Record<string, string>,
  ) => Promise<NestFastifyApplication>;
  let direct: NestFastifyApplication;
  let routed: NestFastifyApplication;
  /** Routes that went through the framework's router. */
  const passed = { direct: new Set<string>(), routed: new Set<string>() };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-direct-'));
    const issuer = await DevelopmentIssuer.open(directory);
    token = await issuer.mint({ roles: ['learner'], subject: 'a' });
    const logger = createLogger({ service: 'books', level: 'silent' });
    start = async (directly, seen, limits = UNLIMITED): Promise<NestFastifyApplication> => {
      const env = parseEnv(serviceEnv, { ...placeholderEnv, ...limits, JWKS_URL: issuer.jwksUrl });
      const app = await createApp({ name: 'books', module: BooksModule, env, directly }, logger);
      app.useGlobalInterceptors({
        intercept: (context, next): Observable<unknown> => {
          seen.add(context.getHandler().name);
          return next.handle();
        },
      });
      await app.listen({ port: 0, host: '127.0.0.1' });
      return app;
    };
    direct = await start(true, passed.direct);
    routed = await start(false, passed.routed);
  });

  afterAll(async () => {
    await direct?.close();
    await routed?.close();
    await rm(directory, { recursive: true });
  });

  const portOf = (app: NestFastifyApplication): number => (app.getHttpServer().address() as AddressInfo).port;

  it('should answer every request as the framework does, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ({ path, method, headers, body }) => {
        const full = `/v1/books${path}`;
        const [plain] = await exchange(portOf(routed), [
          { path: full, headers: [['Authorization', `Bearer ${token}`]] },
        ]);
        const filled = headers.map(([name, value]): [string, string] => [
          name,
          value.replace('TOKEN', token).replace('ETAG', headerOf(plain!, 'etag') ?? '"none"'),
        ]);
        const writes = method === 'PUT' || method === 'POST';
        if (writes) filled.push(['Content-Type', 'application/json']);
        const request: RawRequest = { path: full, method, headers: filled, ...(writes && { body }) };
        const [here] = await exchange(portOf(direct), [request]);
        const [there] = await exchange(portOf(routed), [request]);
        const [ours, theirs] = [comparable(here!), comparable(there!)];
        expect(writes ? sorted(ours) : ours).toEqual(writes ? sorted(theirs) : theirs);
      }),
      { numRuns: 300 },
    );
  });

  it('should answer writes as the framework does', async () => {
    const authorization: [string, string] = ['Authorization', `Bearer ${token}`];
    const json: [string, string] = ['Content-Type', 'application/json'];
    const lines: string[] = [];
    for (const [method, path] of [
      ['PUT', `/${ID}`],
      ['PUT', '/1'],
      ['POST', ''],
      ['POST', `/${ID}`],
      ['POST', `/${newId(8)}`],
      ['POST', `/${ID}/copies`],
      ['POST', `/${ID}/cover`],
    ] as const) {
      for (const body of method === 'PUT' || path === '' || path.endsWith('copies') ? BODIES : ['']) {
        for (const headers of [[authorization, json], [json]]) {
          const request: RawRequest = { path: `/v1/books${path}`, method, headers, body };
          const [here] = await exchange(portOf(direct), [request]);
          const [there] = await exchange(portOf(routed), [request]);
          expect(sorted(comparable(here!))).toEqual(sorted(comparable(there!)));
          lines.push(here!.line);
        }
      }
    }
    expect([...new Set(lines)].map((line) => line.slice(9, 12)).toSorted()).toEqual([
      '200',
      '201',
      '202',
      '400',
      '401',
      '404',
    ]);
    expect([...passed.direct]).toEqual(expect.not.arrayContaining(['change', 'add', 'nothing', 'copy']));
    expect([...passed.routed]).toEqual(expect.arrayContaining(['change', 'add', 'nothing', 'copy']));
  });

  it('should count a request once that fails on its way past the framework', async () => {
    const limited = await start(true, new Set(), {
      RATE_LIMIT_ANONYMOUS: '3/1h',
      RATE_LIMIT_PRINCIPAL: 'off',
    });
    try {
      const statuses: string[] = [];
      for (const path of ['/1', `/${ID}/failure`, `/${ID}?x=1`, `/${ID}`]) {
        const [answer] = await exchange(portOf(limited), [{ path: `/v1/books${path}` }]);
        statuses.push(answer!.line.split(' ')[1]!);
      }
      expect(statuses).toEqual(['400', '500', '400', '429']);
      expect(limited.get(Admission).counters).toMatchObject({ admitted: 3, refused: 1 });
      const metrics = await limited.get(Metrics).text();
      const counted = [...metrics.matchAll(/^http_server_request_duration_seconds_count\{[^}]*\} (\d+)$/gm)];
      expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(4);
    } finally {
      await limited.close();
    }
  });

  it('should be all with an Answer, but for one that wants more of the framework', async () => {
    for (const app of [direct, routed]) {
      const headers: [string, string][] = [['Authorization', `Bearer ${token}`]];
      for (const path of ['', `/${ID}`, `/${ID}/pages/1`, `/${ID}/failure`, `/${ID}/cover`])
        await exchange(portOf(app), [{ path: `/v1/books${path}`, headers }]);
    }
    expect([...passed.direct].filter((name) => !['wrap', 'shelves'].includes(name))).toEqual(['cover']);
    expect([...passed.routed]).toEqual(expect.arrayContaining(['cover', 'fail', 'list', 'one', 'page']));
  });
});
