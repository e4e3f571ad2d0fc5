/** What a ratio is made of: a rate of ours over a peer's, where more is better, or a cost, where less is. */
export type Direction = 'at-least' | 'at-most';

export interface Measure {
  readonly id: string;
  /** Tells measures of one id apart: the mix. */
  readonly part?: string;
  readonly title: string;
  readonly section: string;
  /** The contender that ours is compared with; null where a limit stands by itself. Of several the fastest. */
  readonly peers: readonly string[] | null;
  readonly unit: string;
  /** What is compared: rates, CPU time that counts, or a latency. */
  readonly of: 'rate' | 'cpu' | 'p99' | 'share';
  readonly direction: Direction;
  /** Undefined for what only informs. */
  readonly floor?: number;
  readonly goal?: number;
}

const rate = { of: 'rate', direction: 'at-least', unit: 'requests/s' } as const;
const atMost = { of: 'cpu', direction: 'at-most', unit: 'µs of CPU' } as const;

/** The table of what must hold. Names and numbers are those of the issue that asked for it. */
export const MEASURES: readonly Measure[] = [
  {
    id: 'cached-vs-node-http',
    title: 'cached question, against node:http with the same bytes',
    section: 'cached',
    peers: ['node:http text', 'node:http buffer'],
    ...rate,
    floor: 0.8,
    goal: 0.95,
  },
  {
    id: 'cached-vs-nest-fastify',
    title: 'cached question, against stock nest-fastify',
    section: 'cached',
    peers: ['nest-fastify'],
    ...rate,
    floor: 1.3,
    goal: 1.5,
  },
  {
    id: 'cached-vs-nest-express',
    title: 'cached question, against stock nest-express',
    section: 'cached',
    peers: ['nest-express'],
    ...rate,
    floor: 3,
    goal: 4,
  },
  {
    id: 'route-vs-fastify',
    title: 'the same route uncached, against Fastify with schemas',
    section: 'route',
    peers: ['fastify'],
    ...rate,
    floor: 0.75,
    goal: 0.9,
  },
  {
    id: 'route-vs-nest-fastify',
    title: 'the same route uncached, against stock nest-fastify',
    section: 'route',
    peers: ['nest-fastify'],
    ...rate,
    floor: 1,
    goal: 1.2,
  },
  {
    id: 'header-vs-fastify-pipelined',
    title: 'order header, against Fastify and pipelined pg',
    section: 'header',
    peers: ['fastify + pg pipelined'],
    ...rate,
    floor: 0.7,
    goal: 0.95,
  },
  {
    id: 'header-vs-fastify-pool',
    title: 'order header, against Fastify and a pool',
    section: 'header',
    peers: ['fastify + pg pool'],
    ...rate,
    floor: 1.2,
    goal: 1.5,
  },
  {
    id: 'header-vs-nest-typeorm',
    title: 'order header, against stock nest-fastify and TypeORM',
    section: 'header',
    peers: ['nest-fastify + TypeORM'],
    ...rate,
    floor: 2,
    goal: 2.5,
  },
  {
    id: 'header-vs-fastify-postgres-js',
    title: 'order header, against Fastify and postgres.js',
    section: 'header',
    peers: ['fastify + postgres.js'],
    ...rate,
  },
  {
    id: 'page-vs-fastify-pool',
    title: 'page of 50 headers, against Fastify and a pool',
    section: 'page',
    peers: ['fastify + pg pool'],
    ...rate,
    floor: 0.9,
    goal: 1.2,
  },
  {
    id: 'page-vs-nest-typeorm',
    title: 'page of 50 headers, against stock nest-fastify and TypeORM',
    section: 'page',
    peers: ['nest-fastify + TypeORM'],
    ...rate,
    floor: 1.5,
    goal: 3,
  },
  {
    id: 'place-vs-pgbench',
    title: 'placing 20 lines, against pgbench with the same SQL',
    section: 'place',
    peers: ['pgbench'],
    ...rate,
    unit: 'orders/s',
    floor: 0.7,
    goal: 0.85,
  },
  {
    id: 'place-vs-nest-typeorm',
    title: 'placing 20 lines, against stock nest-express and TypeORM',
    section: 'place',
    peers: ['nest-express + TypeORM'],
    ...rate,
    unit: 'orders/s',
    floor: 1,
    goal: 2,
  },
  {
    id: 'place-sql',
    title: 'Postgres CPU of an order’s SQL, against two plain INSERTs',
    section: 'place-sql',
    peers: ['plain INSERTs'],
    ...atMost,
    floor: 3,
    goal: 2,
  },
  {
    id: 'place-cpu',
    title: 'CPU of all processes for an order, against the stock application',
    section: 'place-cpu',
    peers: ['nest-express + TypeORM'],
    ...atMost,
    floor: 1.5,
    goal: 1,
  },
  {
    id: 'nats-vs-nest-transport',
    title: 'NATS request and reply, against the stock transport',
    section: 'nats',
    peers: ['stock transport'],
    of: 'cpu',
    direction: 'at-least',
    unit: 'µs of CPU',
    floor: 1.3,
    goal: 2,
  },
  {
    id: 'nats-vs-raw-request',
    title: 'NATS request and reply, against a raw request',
    section: 'nats',
    peers: ['raw request'],
    of: 'cpu',
    direction: 'at-least',
    unit: 'µs of CPU',
    floor: 0.9,
    goal: 0.95,
  },
  {
    id: 'p99-vs-fastify',
    title: 'p99 at 70 % load, uncached route, against Fastify',
    section: 'p99',
    peers: ['fastify'],
    of: 'p99',
    direction: 'at-most',
    unit: 'ms',
    floor: 1.3,
    goal: 1.15,
  },
  {
    id: 'mix-vs-fastify',
    part: 'crud',
    title: 'HttpArena’s crud mix, against Fastify',
    section: 'mix-crud',
    peers: ['fastify'],
    ...rate,
    floor: 0.8,
    goal: 0.95,
  },
  {
    id: 'mix-vs-fastify',
    part: 'production-stack',
    title: 'HttpArena’s production-stack mix, against Fastify',
    section: 'mix-production-stack',
    peers: ['fastify'],
    ...rate,
    floor: 0.8,
    goal: 0.95,
  },
  {
    id: 'mix-vs-fastify',
    part: 'api-4',
    title: 'HttpArena’s api-4 mix, against Fastify',
    section: 'mix-api-4',
    peers: ['fastify'],
    ...rate,
  },
  {
    id: 'idle',
    title: 'share of a core of a process at rest',
    section: 'idle',
    peers: null,
    of: 'share',
    direction: 'at-most',
    unit: 'cores',
    floor: 0.01,
    goal: 0.005,
  },
  {
    id: 'redis-benchmark',
    title: 'GET of a cached answer, ioredis against redis-benchmark',
    section: 'redis',
    peers: ['redis-benchmark'],
    ...rate,
  },
];
