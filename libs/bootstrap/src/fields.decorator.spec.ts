import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnv } from '@tenfold/config';
import { pageQuery, pageSchema } from '@tenfold/http';
import { Public } from '@tenfold/identity';
import { createLogger } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { z } from 'zod';
import { type Answer, CACHE, Conditional } from './answer.decorator.js';
import { createApp } from './create-app.js';
import { SelectedMembers } from './fields.decorator.js';
import { placeholderEnv } from './placeholder-env.js';
import { serviceEnv } from './service-env.js';

const noteSchema = z.strictObject({
  id: z.int(),
  title: z.string(),
  by: z.strictObject({ name: z.string() }),
});
const note = { id: 1, title: 'first', by: { name: 'Ann' } };
const asked: (readonly string[] | undefined)[] = [];

@Controller('v1/notes')
class NotesController {
  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: pageSchema(noteSchema) })
  list(
    @Query({ schema: z.strictObject(pageQuery) }) _query: unknown,
    @Conditional() answer: Answer,
  ): string | undefined {
    return answer.page({ items: [note], nextCursor: 'more', previousCursor: null });
  }

  @Get('one')
  @Public()
  @ApiOkResponse({ standardSchema: noteSchema })
  one(
    @Conditional() answer: Answer,
    @SelectedMembers() members: readonly string[] | undefined,
  ): string | undefined {
    asked.push(members);
    return answer.send(note, CACHE.own, '"whole"');
  }

  @Get('undocumented')
  @Public()
  undocumented(@Conditional() answer: Answer): string | undefined {
    return answer.send(note);
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

describe('fields=', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const env = parseEnv(serviceEnv, placeholderEnv);
    app = await createApp(
      { name: 'notes', module: NotesModule, env },
      createLogger({ service: 'notes', level: 'silent' }),
    );
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it('should cut the answer, under a tag of its own, and tell the route what is wanted', async () => {
    const [whole, part] = [
      await app.inject('/v1/notes/one'),
      await app.inject('/v1/notes/one?fields=by.name,id'),
    ];
    expect([whole.headers['etag'], whole.json()]).toEqual(['"whole"', note]);
    expect(part.json()).toEqual({ id: 1, by: { name: 'Ann' } });
    expect(part.headers['etag']).not.toBe('"whole"');
    expect(asked).toEqual([undefined, ['id', 'by']]);
  });

  it('should answer alike when the route is not told what is wanted', async () => {
    const on = await app.inject('/v1/notes/one?fields=title');
    app.get(Strategies).set({ fields: false });
    const off = await app.inject('/v1/notes/one?fields=title');
    app.get(Strategies).set({ fields: true });
    expect([off.body, off.headers['etag']]).toEqual([on.body, on.headers['etag']]);
    expect(asked.slice(-2)).toEqual([['title'], undefined]);
  });

  it('should cut the items of a page and go on with the same choice', async () => {
    const { headers, json } = await app.inject('/v1/notes?limit=1&fields=title,id');
    expect((json as () => unknown)()).toEqual({
      items: [{ id: 1, title: 'first' }],
      nextCursor: 'more',
      previousCursor: null,
    });
    expect(headers['link']).toContain('</v1/notes?limit=1&fields=id%2Ctitle&cursor=more>; rel="next"');
  });

  it.each([
    ['/v1/notes/one?fields=id,secret', 'unknown_field'],
    ['/v1/notes?fields=nextCursor', 'unknown_field'],
    ['/v1/notes/one?fields=id&fields=title', 'repeated'],
    ['/v1/notes/undocumented?fields=id', 'unknown'],
  ])('should refuse %s by name', async (url, code) => {
    const response = await app.inject(url);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'validation_failed',
      errors: [{ parameter: 'fields', code }],
    });
  });
});
