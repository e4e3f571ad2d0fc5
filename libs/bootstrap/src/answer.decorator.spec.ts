import { fastify } from 'fastify';
import { Answer, CACHE } from './answer.decorator.js';
import { addAnswerHooks } from './finish-answer.js';

describe(Answer.name, () => {
  const server = fastify();
  addAnswerHooks(server, { wants: () => false, finished: () => undefined });
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

  it('should take the ETag that the caller knows', async () => {
    const headers = { 'if-none-match': '"7"' };
    expect((await server.inject({ url: '/known', headers })).statusCode).toBe(304);
    expect((await server.inject('/known')).headers).toMatchObject({
      etag: '"7"',
      'cache-control': CACHE.secret,
    });
  });

  it('should link to the same request with the cursors of the pages beside it, as long as there are any', async () => {
    const { headers } = await server.inject('/list?limit=1&cursor=this');
    expect(headers['link']).toBe(
      '</list?limit=1&cursor=next>; rel="next", </list?limit=1&cursor=back>; rel="prev", </list?limit=1>; rel="first"',
    );
    expect((await server.inject('/end')).headers['link']).toBe('</end>; rel="first"');
  });
});
