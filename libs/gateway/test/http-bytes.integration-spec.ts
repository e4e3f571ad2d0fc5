import { describeHttpBytes } from '@tenfold/testing';
import type { AddressInfo } from 'node:net';
import { buildGateway } from '../src/build-gateway.js';
import { Upstream } from './upstream.js';

/** Real: the gateway and a service behind it, on sockets. */
describeHttpBytes('the gateway', async () => {
  const quiz = new Upstream();
  quiz.handler = (_request, response) => void response.writeHead(200, { 'content-length': 2 }).end('{}');
  const url = await quiz.start();
  const gateway = await buildGateway({
    urls: { quiz: url, orders: url, orderItems: url },
    timeoutMs: 1_000,
    servicesDir: '/nowhere',
    jwksFile: '/nowhere',
  });
  await gateway.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: (gateway.server.address() as AddressInfo).port,
    path: '/v1/quizzes',
    post: { path: '/v1/quizzes', headers: [], body: '{"title":"a"}' },
    stop: async () => {
      await gateway.close();
      await quiz.stop();
    },
  };
});
