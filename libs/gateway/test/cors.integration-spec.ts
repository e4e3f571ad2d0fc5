import { corsOf } from '@tenfold/http';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../src/build-gateway.js';
import { Upstream } from './upstream.js';

const PAGE = 'http://localhost:5173';

/** Real: the gateway and a service behind it, on sockets. */
describe('CORS at the gateway', () => {
  const quiz = new Upstream();
  let gateway: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    const upstream = await quiz.start();
    gateway = await buildGateway({
      urls: { quiz: upstream, orders: upstream, orderItems: 'http://127.0.0.1:1' },
      timeoutMs: 1_000,
      servicesDir: '/nowhere',
      jwksFile: '/nowhere',
      cors: corsOf(['http://localhost:*']),
    });
    url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await gateway?.close();
    await quiz.stop();
  });
  afterEach(() => {
    quiz.handler = (_request, response) => void response.end('{}');
  });

  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { ...init, headers: { ...(init.headers as object), origin: PAGE } });

  it.each([
    ['/', 200],
    ['/docs', 200],
    ['/livez', 200],
    ['/nowhere', 404],
    ['/v1/order-items', 503],
    ['/v1/quizzes/%zz', 400],
  ])('should let a page read its own answer to %s', async (path, status) => {
    const answer = await send(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('vary')).toContain('origin');
  });

  it('should say once what a service has said already', async () => {
    quiz.handler = (_request, response) =>
      void response
        .writeHead(200, { 'access-control-allow-origin': PAGE, vary: 'accept-encoding, origin' })
        .end('{}');
    const { headers } = await send('/v1/quizzes');
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(headers.get('vary')).toBe('accept-encoding, origin');
  });

  it('should tell caches that answers differ, also where a service says nothing of it', async () => {
    quiz.handler = (_request, response) =>
      void response.writeHead(200, { vary: 'accept-encoding' }).end('{}');
    const { headers } = await fetch(`${url}/v1/quizzes`);
    expect(headers.get('vary')).toBe('accept-encoding, origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('should answer preflights itself', async () => {
    const before = quiz.seen.length;
    const answer = await send('/v1/quizzes', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(quiz.seen).toHaveLength(before);
  });
});
