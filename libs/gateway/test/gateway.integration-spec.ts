import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../src/build-gateway.js';
import { BODY_LIMIT } from '../src/proxy.js';
import { Upstream } from './upstream.js';

// Real: the gateway on a socket, HTTP servers as services, files. Nothing is mocked.
describe('gateway', () => {
  const quiz = new Upstream();
  const orders = new Upstream();
  let gateway: FastifyInstance;
  let origin: string;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    await writeDocuments(folder);
    gateway = await buildGateway({
      urls: { quiz: await quiz.start(), orders: await orders.start(), orderItems: await closedPort() },
      timeoutMs: 300,
      servicesDir: folder,
      jwksFile: join(folder, 'jwks.json'),
    });
    origin = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await gateway.close();
    await Promise.all([quiz.stop(), orders.stop()]);
    await rm(folder, { recursive: true });
  });

  afterEach(() => {
    quiz.handler = (_request, response) => void response.end('{}');
  });

  it.each([
    ['/v1/quizzes', quiz],
    ['/v1/quizzes/1/questions?cursor=a%2Fb&limit=1', quiz],
    ['/v1/attempts/1', quiz],
    ['/v1/quizzes?cursor=%', quiz],
    ['/v1/orders?limit=%zz&path=../x&again=?', orders],
    ['/v1/orders', orders],
    ['/v1/customers/7/summary', orders],
  ])('should route %s to its service, byte for byte', async (path, upstream) => {
    const response = await fetch(origin + path);
    expect(response.status).toBe(200);
    expect(upstream.last.url).toBe(path);
  });

  it.each(['/v1', '/v1/quizzesque', '/v2/orders', '/v1/order-itemsx/1'])(
    'should not know %s',
    async (path) => {
      const response = await fetch(origin + path, {
        method: 'POST',
        body: '<a/>',
        headers: { 'content-type': 'text/xml' },
      });
      await expectProblem(response, 404, 'route_not_found');
    },
  );

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'should pass the method %s on',
    async (method) => {
      expect((await send({ method, path: '/v1/quizzes' })).statusCode).toBe(200);
      expect(quiz.last.method).toBe(method);
    },
  );

  it('should pass a body on as it came, chunked too', async () => {
    const body = '{"b":1, "a" : 2}\n';
    await fetch(`${origin}/v1/quizzes`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(quiz.last.body.toString()).toBe(body);
    await send({ method: 'PUT', path: '/v1/quizzes', headers: { 'transfer-encoding': 'chunked' } }, body);
    expect(quiz.last.body.toString()).toBe(body);
  });

  it('should pass status, headers and body of the answer on, without those of the connection', async () => {
    quiz.handler = (_request, response) => {
      response.writeHead(409, {
        etag: '"1"',
        'set-cookie': ['a=1', 'b=2'],
        connection: 'close',
        'keep-alive': 'x',
      });
      response.end('{"code":"conflict"}');
    };
    const answer = await send({ path: '/v1/quizzes' });
    expect(answer.statusCode).toBe(409);
    expect(answer.headers).toMatchObject({ etag: '"1"', 'set-cookie': ['a=1', 'b=2'] });
    expect(answer.headers['keep-alive']).not.toBe('x');
    expect(await text(answer)).toBe('{"code":"conflict"}');
  });

  it('should ask once, even when the answer is 503', async () => {
    quiz.handler = (_request, response) => void response.writeHead(503, { 'retry-after': '0' }).end();
    const before = quiz.seen.length;
    expect((await fetch(`${origin}/v1/quizzes`)).status).toBe(503);
    expect(quiz.seen.length).toBe(before + 1);
  });

  it('should keep the request id, and say who asked', async () => {
    const response = await fetch(`${origin}/v1/quizzes`, {
      headers: {
        'x-request-id': 'mine-0001',
        'x-forwarded-for': '10.9.8.7',
        connection: 'x-drop',
        'x-drop': '1',
      },
    });
    expect(response.headers.get('x-request-id')).toBe('mine-0001');
    expect(quiz.last.headers).toMatchObject({
      'x-request-id': 'mine-0001',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(origin).host,
      host: new URL(origin).host,
    });
  });

  it('should make a request id where there is none that could be logged', async () => {
    const response = await fetch(`${origin}/v1/quizzes`, { headers: { 'x-request-id': 'two words' } });
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(quiz.last.headers['x-request-id']).toBe(id);
  });

  it('should take the absolute form of a target', async () => {
    const absolute = await send({ path: `${origin}/v1/orders?limit=1` });
    const plain = await send({ path: '/v1/orders?limit=1' });
    expect(absolute.statusCode).toBe(plain.statusCode);
    expect(absolute.statusCode).toBeLessThan(400);
  });

  it('should answer 503 with Retry-After for a service that is down', async () => {
    const response = await fetch(`${origin}/v1/order-items/1`);
    expect(response.headers.get('retry-after')).toBe('1');
    await expectProblem(response, 503, 'dependency_unavailable');
  });

  it('should answer 503 for a service that hangs up', async () => {
    quiz.handler = (request) => void request.socket.destroy();
    await expectProblem(await fetch(`${origin}/v1/quizzes`), 503, 'dependency_unavailable');
  });

  it('should answer 504 for a service that says nothing', async () => {
    quiz.handler = () => undefined;
    await expectProblem(await fetch(`${origin}/v1/quizzes`), 504, 'deadline_exceeded');
  });

  it('should refuse a body that announces more than the limit', async () => {
    const answer = await send({
      method: 'POST',
      path: '/v1/quizzes',
      headers: { 'content-length': BODY_LIMIT + 1 },
    });
    expect(answer.statusCode).toBe(413);
    expect(await json(answer)).toMatchObject({ code: 'body_too_large' });
  });

  it('should refuse a chunked body when it grows past the limit', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    const answer = await send({ method: 'POST', path: '/v1/quizzes', headers }, 'x'.repeat(BODY_LIMIT + 1));
    expect(answer.statusCode).toBe(413);
    expect(await json(answer)).toMatchObject({ code: 'body_too_large' });
  });

  it.each([
    ['/v1/quizzes/%zz', 400, 'request_malformed'],
    ['/v1/quizzes/%2e%2e/orders', 400, 'request_malformed'],
    ['/v1/quizzes/%ff', 400, 'request_malformed'],
  ])('should refuse the path %s', async (path, status, code) => {
    const answer = await send({ path });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(await json(answer)).toMatchObject({ code, status });
  });

  it('should refuse headers that are too large', async () => {
    const answer = await send({ path: '/v1/quizzes', headers: { 'x-big': 'x'.repeat(20_000) } });
    expect(answer.statusCode).toBe(431);
    expect(await json(answer)).toMatchObject({ code: 'headers_too_large' });
  });

  it('should merge the documents of the services', async () => {
    const document = await (await fetch(`${origin}/openapi.json`)).json();
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/' }] });
    expect(Object.keys((document as { paths: object }).paths)).toEqual([
      '/v1/quizzes',
      '/v1/orders',
      '/v1/order-items',
    ]);
  });

  it('should publish the public keys and none other', async () => {
    const response = await fetch(`${origin}/.well-known/jwks.json`);
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(await response.json()).toEqual({ keys: [{ kty: 'OKP', kid: 'public' }] });
  });

  it('should name its URLs at /', async () => {
    expect(await (await fetch(`${origin}/`)).json()).toMatchObject({ docs: `${origin}/docs` });
  });

  it('should serve the API page from its own origin only', async () => {
    const page = await fetch(`${origin}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links).toHaveLength(5);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await fetch(origin + link)).status).toBe(200);
    }
  });

  it('should be alive, and not ready while a service is down', async () => {
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    const ready = await fetch(`${origin}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      upstreams: { quiz: 'up', orders: 'up', 'order-items': 'down' },
    });
  });

  it('should finish what has begun when it closes', async () => {
    const closing = await buildGateway({
      urls: { quiz: await quiz.start(), orders: origin, orderItems: origin },
      timeoutMs: 10_000,
      servicesDir: folder,
      jwksFile: join(folder, 'jwks.json'),
    });
    const address = await closing.listen({ host: '127.0.0.1', port: 0 });
    let closed: Promise<undefined> | undefined;
    quiz.handler = (_request, response) => {
      closed = closing.close();
      setImmediate(() => response.end('{"done":true}'));
    };
    const response = await fetch(`${address}/v1/quizzes`);
    expect(await response.json()).toEqual({ done: true });
    await closed;
    await expect(fetch(`${address}/livez`)).rejects.toThrow();
  });

  async function expectProblem(response: Response, status: number, code: string): Promise<void> {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status,
      code,
      requestId: response.headers.get('x-request-id'),
    });
  }

  /** `fetch` would tidy up what these tests are about: paths, methods, lengths. */
  async function send(options: RequestOptions, body?: string): Promise<IncomingMessage> {
    return await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(origin);
      const request = httpRequest({ hostname, port, agent: false, ...options }, resolve);
      request.once('error', reject);
      if (body === undefined && options.headers !== undefined && 'content-length' in options.headers) {
        request.flushHeaders();
      } else {
        request.end(body);
      }
    });
  }
});

async function writeDocuments(folder: string): Promise<void> {
  for (const [service, path] of [
    ['quiz', '/v1/quizzes'],
    ['orders', '/v1/orders'],
    ['order-items', '/v1/order-items'],
  ] as const) {
    await mkdir(join(folder, service));
    const document = {
      openapi: '3.1.0',
      info: { version: '0.1.0' },
      paths: { [path]: { get: { responses: {} } } },
    };
    await writeFile(join(folder, service, 'openapi.json'), JSON.stringify(document));
  }
  const keys = [
    { kty: 'OKP', kid: 'public' },
    { kty: 'OKP', kid: 'private', d: 'secret' },
  ];
  await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys }));
}

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
