import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildGateway } from '../src/build-gateway.js';
import { Upstream } from './upstream.js';

// Real: the gateway on a socket, an HTTP server as service. Nothing is mocked.
describe('streams through the gateway', () => {
  const orders = new Upstream();
  let gateway: FastifyInstance;
  let origin: string;

  beforeAll(async () => {
    const url = await orders.start();
    gateway = await buildGateway({
      urls: { quiz: url, orders: url, orderItems: url },
      timeoutMs: 10_000,
      servicesDir: import.meta.dirname,
      jwksFile: import.meta.filename,
    });
    origin = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await gateway.close();
    await orders.stop();
  });

  const send = async (path: string): Promise<IncomingMessage> => {
    const [response] = (await once(get(`${origin}${path}`, { agent: false }), 'response')) as [
      IncomingMessage,
    ];
    return response;
  };

  it('should pass a stream on while it comes, and break off where it does', async () => {
    const taken = Promise.withResolvers<void>();
    orders.handler = (_request, response) => {
      response.write('one\n');
      void taken.promise.then(() => response.end('two\n'));
    };
    const whole = await send('/v1/orders/export');
    const [first] = (await once(whole, 'data')) as [Buffer];
    expect(first.toString()).toBe('one\n');
    taken.resolve();
    expect(await text(whole)).toBe('two\n');

    orders.handler = (_request, response) => {
      response.write('one\n', () => response.destroy());
    };
    await expect(fetch(`${origin}/v1/orders/export`).then((broken) => broken.text())).rejects.toThrow();
  });

  it('should hang up on a service when its client has gone', async () => {
    const left = Promise.withResolvers<void>();
    orders.handler = (_request, response) => {
      response.once('close', left.resolve);
      response.write('one\n');
    };
    const answer = await send('/v1/orders/export');
    await once(answer, 'data');
    answer.destroy();
    await left.promise;
  });
});
