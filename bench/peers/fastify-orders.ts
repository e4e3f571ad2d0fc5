// Fastify 5 with schemas, a hook that checks the token, and Postgres by the driver that it is told.
import Fastify from 'fastify';
import { config, HOST } from './config.js';
import { orderPage } from './order-pages.js';
import { orderSchema, pageSchema } from './order-schemas.js';
import { openOrderStore } from './order-store.js';
import { principalOf } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    customer: string;
  }
}

const store = await openOrderStore();
const app = Fastify({ logger: false });

app.decorateRequest('customer', '');
app.addHook('onRequest', async (request) => {
  request.customer = (await principalOf(request.headers.authorization)).subject;
});

app.get<{ Params: { orderId: string } }>(
  '/v1/orders/:orderId',
  { schema: orderSchema },
  async (request, reply) => {
    const order = await store.find(request.params.orderId, request.customer);
    if (order === undefined) return reply.code(404).send({ error: 'order_not_found' });
    return order;
  },
);

app.get<{ Querystring: { cursor?: string; limit: number } }>(
  '/v1/orders',
  { schema: pageSchema },
  ({ customer, query }) => orderPage(customer, query, (before, limit) => store.list(customer, before, limit)),
);

await app.listen({ port: config.port, host: HOST });
