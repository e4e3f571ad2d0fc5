import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../src/build-gateway.js';
import { Upstream } from './upstream.js';

// Real: the gateway on a socket, and an HTTP server as the service.
describe('representations through the gateway', () => {
  const quiz = new Upstream();
  let gateway: FastifyInstance;
  let port: number;

  beforeAll(async () => {
    const url = await quiz.start();
    gateway = await buildGateway({
      urls: { quiz: url, orders: url, orderItems: url },
      timeoutMs: 5_000,
      servicesDir: '.',
      jwksFile: 'none',
    });
    port = Number(new URL(await gateway.listen({ host: '127.0.0.1', port: 0 })).port);
  });

  afterAll(async () => {
    await gateway.close();
    await quiz.stop();
  });

  it.each(['GET', 'HEAD'])(
    'should pass on to %s what was coded, and its headers, as it came',
    async (method) => {
      const bytes = gzipSync('{"text":"' + 'a'.repeat(5_000) + '"}');
      const headers = {
        etag: '"1.gzip"',
        vary: 'accept-encoding',
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': String(bytes.length),
      };
      quiz.handler = (_request, response) => void response.writeHead(200, headers).end(bytes);
      const sent = { 'accept-encoding': 'br;q=0, gzip', 'if-none-match': '"2.gzip"' };
      const answer = await ask({ method, path: '/v1/quizzes', headers: sent });
      expect(quiz.last).toMatchObject({ method, headers: sent });
      expect(answer.headers).toMatchObject(headers);
      expect(await buffer(answer)).toEqual(method === 'HEAD' ? Buffer.alloc(0) : bytes);
    },
  );

  it.each(['GET', 'HEAD'])(
    'should pass 304 on to %s without saying that the body is empty',
    async (method) => {
      quiz.handler = (_request, response) => void response.writeHead(304, { etag: '"1"' }).end();
      const answer = await ask({ method, path: '/v1/quizzes', headers: { 'if-none-match': '"1"' } });
      expect([answer.statusCode, answer.headers.etag]).toEqual([304, '"1"']);
      expect(answer.headers).not.toHaveProperty('content-length');
      expect(answer.headers).not.toHaveProperty('transfer-encoding');
    },
  );

  /** `fetch` would decode what these tests look at. */
  async function ask(options: RequestOptions): Promise<IncomingMessage> {
    return await new Promise((resolve, reject) => {
      httpRequest({ hostname: '127.0.0.1', port, agent: false, ...options }, resolve)
        .once('error', reject)
        .end();
    });
  }
});
