import { randomUUID } from 'node:crypto';
import type { MintOptions } from '@tenfold/identity';
import { ApiClient } from '../../seed/api-client.js';
import type { LoadRequest } from './open-loop.js';
import { rolesOf } from '../../stack/roles-of.js';

export const SCENARIOS = ['read', 'cpu', 'order'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Stage {
  readonly url: string;
  readonly mint: (options: MintOptions) => Promise<string>;
}

type Requests = (index: number) => LoadRequest;

const PAGE = 100;
/** More than one, so that orders spread over buckets and shards. */
const CUSTOMERS = 50;

/** Makes what a scenario needs to be there, and says which request comes when. */
export function prepare(scenario: Scenario, stage: Stage): Promise<Requests> {
  switch (scenario) {
    case 'read':
      return read(stage);
    case 'cpu':
      return cpu(stage);
    case 'order':
      return order(stage);
  }
}

export function get(path: string): Requests {
  return () => ({ method: 'GET', path, headers: { accept: 'application/json' } });
}

/** What everybody reads, mostly out of memory: the list of quizzes, and each of them. */
async function read({ url }: Stage): Promise<Requests> {
  const { body } = await new ApiClient(url).send({ path: '/v1/quizzes?limit=20' });
  const items = body['items'] as readonly { readonly id: string }[];
  const paths = ['/v1/quizzes?limit=20', ...items.map(({ id }) => `/v1/quizzes/${id}`)];
  return (index) => get(paths[index % paths.length] ?? '')(index);
}

/** A page of a hundred orders, which is one person's own: it is read and written out anew for each request. */
async function cpu({ url, mint }: Stage): Promise<Requests> {
  const token = await mint({ roles: rolesOf('customer'), subject: `load-${randomUUID()}` });
  const api = new ApiClient(url);
  for (let number = 0; number < PAGE; number++) {
    const headers = { 'idempotency-key': randomUUID() };
    await api.send({ method: 'POST', path: '/v1/orders', token, headers, body: newOrder(number) });
  }
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  return () => ({ method: 'GET', path: `/v1/orders?limit=${PAGE}`, headers });
}

/** A new order each time: a transaction, its outbox, and its lines in another service. */
async function order({ mint }: Stage): Promise<Requests> {
  const run = randomUUID();
  const tokens = await Promise.all(
    Array.from({ length: CUSTOMERS }, (_, number) =>
      mint({ roles: rolesOf('customer'), subject: `load-${run}-${number}` }),
    ),
  );
  return (index) => ({
    method: 'POST',
    path: '/v1/orders',
    headers: {
      authorization: `Bearer ${tokens[index % CUSTOMERS] ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': `${run}-${index}`,
    },
    body: JSON.stringify(newOrder(index)),
  });
}

function newOrder(number: number): object {
  const lines = [1, 2, 3].map((line) => ({
    sku: `LOAD-${(number + line) % 200}`,
    title: `Load ${line}`,
    quantity: line,
    unitPrice: '4.25',
  }));
  return { currency: 'EUR', lines };
}
