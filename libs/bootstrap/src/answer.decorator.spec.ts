import { Fields, Representation } from '@tenfold/http';
import { fastify } from 'fastify';
import { gunzipSync } from 'node:zlib';
import { Answer, CACHE } from './answer.decorator.js';
import { addAnswerHooks } from './finish-answer.js';

describe(Answer.name, () => {
  const server = fastify();
  addAnswerHooks(server, { wants: () => false, finished: () => undefined, coded: () => undefined });
  server.get('/one', (request, reply) => reply.send(new Answer(request, reply).send({ n: 1 })));
  server.get('/known', (request, reply) =>
    reply.send(new Answer(request, reply).send({ n: 1 }, CACHE.secret, '"7"')),
  );
  server.get('/list', (request, reply) =>
    reply.send(new Answer(request, reply).page({ items: [1], nextCursor: 'next', previousCursor: 'back' })),
  );
  server.get('/end', (request, reply) =>
    reply.send(new Answer(request, reply).page({ items: [1], nextCursor: null, previousCursor: null })),
  );

  afterAll(() => server.close());

  it('should send the bytes with their ETag, and nothing to a client that has them', async () => {
    const first = await server.inject('/one');
    expect([first.statusCode, first.body]).toEqual([200, '{"n":1}']);
    expect(first.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'content-type': 'application/json; charset=utf-8',
    });
    const headers = { 'if-none-match': String(first.headers['etag']) };
    const again = await server.inject({ url: '/one', headers });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', first.headers['etag']]);
  });

  it('should send and tell the coded bytes of before, where a listener has those of this very answer', async () => {
    const before = Buffer.from('coded before');
    const asked: string[] = [];
    const told: Buffer[] = [];
    const remembering = fastify();
    addAnswerHooks(remembering, {
      wants: () => true,
      finished: (_request, _reply, { bytes }) => told.push(bytes),
      coded: (_request, coding, etag) => {
        asked.push(`${coding} ${etag}`);
        return coding === 'br' ? before : undefined;
      },
    });
    remembering.get('/large', (request, reply) => {
      request.representation = new Representation('x'.repeat(2_000), 'kept');
      return reply.send(request.representation.body);
    });
    const ask = (headers: Record<string, string>) => remembering.inject({ url: '/large', headers });
    const { rawPayload, headers } = await ask({ 'accept-encoding': 'br' });
    const tag = String(headers['etag']);
    expect([rawPayload, headers['content-length']]).toEqual([before, String(before.length)]);
    expect((await ask({ 'accept-encoding': 'br', 'if-none-match': tag })).statusCode).toBe(304);
    expect(told).toEqual([before, before]);
    expect(asked).toEqual([`br ${tag}`, `br ${tag}`]);
    const gzip = await ask({ 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.rawPayload).length).toBe(2_000);
    await ask({});
    expect(asked).toHaveLength(3); // nothing is coded where nothing has to be
    await remembering.close();
  });

  it('should take the ETag that the caller knows', async () => {
    const headers = { 'if-none-match': '"7"' };
    expect((await server.inject({ url: '/known', headers })).statusCode).toBe(304);
    expect((await server.inject('/known')).headers).toMatchObject({
      etag: '"7"',
      'cache-control': CACHE.secret,
    });
  });

  it('should send a finished text as it is, and only read it for a choice of fields', async () => {
    const text = '{"n":1, "m":{"k":2,"l":3}}';
    const prepared = fastify();
    addAnswerHooks(prepared, { wants: () => false, finished: () => undefined, coded: () => undefined });
    const selectable = { kind: 'object', tree: { n: true, m: { k: true, l: true } } } as const;
    prepared.get('/:fields', (request, reply) => {
      const { fields } = request.params as { fields: string };
      if (fields !== 'all') request.fields = Fields.parse(fields, selectable);
      return reply.send(new Answer(request, reply).sendText(text, CACHE.shared, '"known"'));
    });
    const whole = await prepared.inject('/all');
    expect([whole.body, whole.headers['etag']]).toEqual([text, '"known"']);
    expect(whole.headers['cache-control']).toBe(CACHE.shared);
    const part = await prepared.inject('/m.l');
    expect(part.body).toBe('{"m":{"l":3}}');
    expect(part.headers['etag']).not.toBe('"known"');
    await prepared.close();
  });

  it('should link to the same request with the cursors of the pages beside it, as long as there are any', async () => {
    const { headers } = await server.inject('/list?limit=1&cursor=this');
    expect(headers['link']).toBe(
      '</list?limit=1&cursor=next>; rel="next", </list?limit=1&cursor=back>; rel="prev", </list?limit=1>; rel="first"',
    );
    expect((await server.inject('/end')).headers['link']).toBe('</end>; rel="first"');
  });
});
