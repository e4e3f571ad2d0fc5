import { bodyOf, requireSame, sampledBodies, type Answerer, type KnownBody } from '../compare-bodies.js';
import { withAdmin } from '../data/peer-tables.js';
import { SHARD } from '../data/customers.js';
import { HttpContender } from '../http-contender.js';
import type { RequestParts } from '../load/request.js';
import { processName } from './questions.js';
import { peerConfig, startPeers, type Prepared, type Section, type Setting } from './section.js';

const CONNECTIONS = 32;
/** Requests that are sent in turn: of so many customers, whose tokens every server remembers after the first check. */
const CUSTOMERS = 100;
const HEADERS_ASKED = 2_000;
const COMPARED = 60;
const PAGE = 50;

const PEERS = {
  'fastify + pg pipelined': { entry: 'fastify-orders', variant: 'pipelined' },
  'fastify + pg pool': { entry: 'fastify-orders', variant: 'pool' },
  'fastify + postgres.js': { entry: 'fastify-orders', variant: 'postgres.js' },
  'nest-fastify + TypeORM': { entry: 'nest-orders', variant: 'fastify' },
} as const;
type PeerName = keyof typeof PEERS;

export const header: Section = {
  name: 'header',
  title: 'an order header, for its owner',
  prepare: async (setting) =>
    prepareOrders(setting, await headerRequests(setting), Object.keys(PEERS) as PeerName[]),
};

export const page: Section = {
  name: 'page',
  title: `a page of ${PAGE} order headers, for their owner`,
  prepare: async (setting) =>
    prepareOrders(setting, await pageRequests(setting), ['fastify + pg pool', 'nest-fastify + TypeORM']),
};

async function prepareOrders(
  setting: Setting,
  requests: readonly RequestParts[],
  names: readonly PeerName[],
): Promise<Prepared> {
  const { stack, generator } = setting;
  const ours: Answerer = { name: 'tenfold', url: stack.url('orders') };
  const urls = await startPeers(
    setting,
    names.map((name) => ({
      name: processName(name),
      entry: PEERS[name].entry,
      config: peerConfig(setting, PEERS[name]),
    })),
  );
  const bodies: KnownBody[] = [];
  for (const request of requests.slice(0, COMPARED))
    bodies.push({ request, body: await bodyOf(ours, request) });
  const peers = names.map((name) => ({ name, url: urls[processName(name)] ?? '' }));
  for (const peer of peers) {
    for (const { request, body } of bodies) {
      requireSame(peer.name, request.path, body, await bodyOf(peer, request));
    }
  }
  const common = { requests, generator, connections: CONNECTIONS };
  const known = (answerer: Answerer) => sampledBodies(bodies, answerer);
  return {
    contenders: [
      new HttpContender({
        ...common,
        name: 'ours',
        awake: ['orders'],
        server: 'orders',
        url: ours.url,
        check: known(ours),
      }),
      ...peers.map(
        ({ name, url }) =>
          new HttpContender({ ...common, name, server: processName(name), url, check: known({ name, url }) }),
      ),
    ],
    peers: names.map(processName),
  };
}

export async function headerRequests(setting: Setting): Promise<RequestParts[]> {
  const customers = setting.customers.slice(0, CUSTOMERS);
  const tokens = await tokensOf(setting, customers);
  const { rows } = await withAdmin(setting.stack, SHARD, (client) =>
    client.query<{ id: string; customer: string }>(
      'SELECT id, customer_id AS customer FROM bench.orders WHERE customer_id = ANY($1) ORDER BY id',
      [customers],
    ),
  );
  return setting.random
    .shuffled(rows)
    .slice(0, HEADERS_ASKED)
    .map(({ id, customer }) => ({ path: `/v1/orders/${id}`, headers: tokens.get(customer) ?? {} }));
}

export async function pageRequests(setting: Setting): Promise<RequestParts[]> {
  const customers = setting.customers.slice(0, CUSTOMERS);
  const tokens = await tokensOf(setting, customers);
  return customers.map((customer) => ({
    path: `/v1/orders?limit=${PAGE}`,
    headers: tokens.get(customer) ?? {},
  }));
}

async function tokensOf(
  { stack }: Setting,
  customers: readonly string[],
): Promise<Map<string, { authorization: string }>> {
  const pairs = customers.map(
    async (customer) =>
      [customer, { authorization: `Bearer ${await stack.token(customer, ['customer'])}` }] as const,
  );
  return new Map(await Promise.all(pairs));
}
