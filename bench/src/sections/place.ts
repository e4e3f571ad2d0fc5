import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareBodies } from '../compare-bodies.js';
import type { Work } from '../contender.js';
import { BenchFailure } from '../failure.js';
import { HttpContender, type HttpContenderOptions } from '../http-contender.js';
import { PgbenchContender, type Replay } from '../placing/pgbench.js';
import { makeOrders, shapeOfOrder, type PlacedOrders } from '../placing/place-order.js';
import { PLAIN_SCRIPT, PLAIN_TABLES } from '../placing/plain-tables.js';
import { recordPlacing, type Recorded } from '../placing/record.js';
import { Settling } from '../placing/settle.js';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { peerConfig, startPeers, type Section, type Setting } from './section.js';
import type { Pace } from '../run-section.js';
import type { BenchStack } from '../stack.js';

/** A handful, so that several transactions share an fsync. */
const CLIENTS = 8;
/**
 * Each goes on with the next of a hundred customers. The placing of one takes a second or two: several gatherings of events, each of as
 * many orders as under a load that lasts.
 */
const RECORDED = {
  full: { recordings: 4, orders: 400, atOnce: CLIENTS },
  quick: { recordings: 1, orders: 400, atOnce: CLIENTS },
};
const PLACE = { blockMs: { full: 3_000, quick: 2_000 }, rounds: { full: 13, quick: 2 } };
/** CPU time alone is compared, so that a few clients do; each plans what it prepares first, which longer blocks make small. */
const SQL = { clients: 2, blockMs: { full: 6_000, quick: 2_000 }, rounds: { full: 13, quick: 2 } };
/** Orders of a block whose CPU time is counted to the end of all its events; looking whether there are any left is below 1 % of it. */
const COUNTED = { full: 500, quick: 200 };
const COUNTED_ROUNDS = { full: 9, quick: 2 };
const ALL = [
  'orders',
  'order-items',
  'quiz',
  'shard-1',
  'shard-1-replica',
  'shard-2',
  'shard-2-replica',
  'nats',
  'redis',
];
const STOCK = 'nest-express + TypeORM';
const STOCK_PROCESS = 'nest-typeorm';

export const place: Section = {
  name: 'place',
  title: 'placing an order of 20 lines',
  prepare: async (setting) => {
    const program = await setting.stack.pgbench();
    const orders = await makeOrders(setting.stack, setting.random);
    const recorded = await record(setting, orders);
    const { ours, stock } = await placers(setting, orders, (options) => new HttpContender(options));
    const pgbench = new PgbenchContender(setting.stack, program, 'pgbench', replayOf(recorded), CLIENTS);
    return {
      contenders: [ours, stock, pgbench],
      peers: [STOCK_PROCESS],
      pace: paceOf(setting, PLACE),
      notes: notesOf(recorded),
    };
  },
};

export const placeSql: Section = {
  name: 'place-sql',
  title: 'the SQL of an order by pgbench',
  prepare: async (setting) => {
    const { stack } = setting;
    const program = await stack.pgbench();
    const recorded = await record(setting, await makeOrders(stack, setting.random));
    const plain = join(stack.directory, 'plain.sql');
    writeFileSync(plain, PLAIN_SCRIPT);
    await withAdmin(stack, SHARD, (client) => client.query(PLAIN_TABLES));
    return {
      contenders: [
        new PgbenchContender(stack, program, 'ours', replayOf(recorded), SQL.clients),
        new PgbenchContender(
          stack,
          program,
          'plain INSERTs',
          { files: [plain], variables: {}, mode: 'prepared' },
          SQL.clients,
        ),
      ],
      peers: [],
      pace: paceOf(setting, SQL),
      notes: notesOf(recorded),
    };
  },
};

export const placeCpu: Section = {
  name: 'place-cpu',
  title: 'placing an order of 20 lines, until all its events have been applied',
  prepare: async (setting) => {
    const { stack, random, quick } = setting;
    const orders = await makeOrders(stack, random);
    const settling = await Settling.open(stack);
    const count = quick ? COUNTED.quick : COUNTED.full;
    const { ours, stock } = await placers(
      setting,
      orders,
      (options) => new SettledContender(settling, count, options),
    );
    return {
      contenders: [ours, stock],
      peers: [STOCK_PROCESS],
      pace: { ...LONG_BLOCKS, rounds: quick ? COUNTED_ROUNDS.quick : COUNTED_ROUNDS.full },
      finish: () => settling.close(),
    };
  },
};

/** In blocks of seconds what is slow for a moment is a small part, and to measure them again, or to start anew, would take minutes. */
const LONG_BLOCKS = { starts: 1, slow: 1 };

function paceOf({ quick }: Setting, { blockMs, rounds }: typeof PLACE): Partial<Pace> {
  return quick
    ? { ...LONG_BLOCKS, blockMs: blockMs.quick, rounds: rounds.quick }
    : { ...LONG_BLOCKS, blockMs: blockMs.full, rounds: rounds.full };
}

/** Recorded once in a run: two sections replay it. */
const known = new WeakMap<BenchStack, Promise<Recorded>>();

function record({ stack, quick }: Setting, orders: PlacedOrders): Promise<Recorded> {
  const recording = known.get(stack) ?? recordPlacing(stack, orders, quick ? RECORDED.quick : RECORDED.full);
  known.set(stack, recording);
  return recording;
}

function replayOf({ files, variables }: Recorded): Replay {
  return { files, variables, mode: 'simple' };
}

function notesOf({ statements, elsewhere }: Recorded): string[] {
  return [
    `pgbench sends ${statements.toFixed(1)} statements an order, recorded from the services; ` +
      `${elsewhere.toFixed(1)} more, on the other shard, are not replayed.`,
  ];
}

async function placers<T extends HttpContender>(
  setting: Setting,
  orders: PlacedOrders,
  contender: (options: HttpContenderOptions) => T,
): Promise<{ ours: T; stock: T }> {
  const { stack, generator } = setting;
  const config = peerConfig(setting, { variant: 'express' });
  const urls = await startPeers(setting, [{ name: STOCK_PROCESS, entry: 'nest-orders', config }]);
  const url = { ours: stack.url('orders'), stock: urls[STOCK_PROCESS] ?? '' };
  // Another section may have compared other orders with the same services.
  const key = `bench-compared-${Date.now()}`;
  await compareBodies(
    { name: 'tenfold', url: url.ours },
    { name: STOCK, url: url.stock },
    orders.requests
      .slice(0, 3)
      .map((request) => ({ ...request, headers: { ...request.headers, 'idempotency-key': key } })),
    shapeOfOrder,
  );
  const common = { generator, connections: CLIENTS, requests: orders.requests, anywhere: true };
  return {
    ours: contender({
      ...common,
      name: 'ours',
      awake: ['orders', 'order-items'],
      server: 'orders',
      counted: ALL,
      url: url.ours,
      check: () => untilStored(orders),
    }),
    stock: contender({
      ...common,
      name: STOCK,
      server: STOCK_PROCESS,
      counted: [STOCK_PROCESS, ...ALL],
      url: url.stock,
    }),
  };
}

const STORED_TRIES = 20;

/** Both services run again when the lines of an order are stored before its answer. */
async function untilStored(orders: PlacedOrders): Promise<void> {
  for (let attempt = 0; attempt < STORED_TRIES; attempt++) {
    const body = await orders.place(attempt, `bench-awake-${Date.now()}-${attempt}`).catch(() => '{}');
    if ((JSON.parse(body) as { itemsState?: string }).itemsState === 'stored') return;
  }
  throw new BenchFailure(
    'The lines of orders are not stored before they are answered, although order-items runs.',
  );
}

/** So many orders, and the time until nothing is left to do for them. */
class SettledContender extends HttpContender {
  constructor(
    private readonly settling: Settling,
    private readonly count: number,
    options: HttpContenderOptions,
  ) {
    super(options);
  }

  override async verify(): Promise<void> {
    await super.verify();
    await this.settled();
  }

  override async warm(milliseconds: number): Promise<void> {
    await super.work(milliseconds);
    await this.settled();
  }

  override async work(): Promise<Work> {
    const { generator, connections } = this.options;
    const begun = performance.now();
    const { answered, wrong } = await generator.closed(
      { port: this.port, connections, requests: this.prepared },
      { count: this.count },
    );
    this.mustBeRight(wrong);
    await this.settled();
    return { done: answered, seconds: (performance.now() - begun) / 1_000 };
  }

  /** The stock application has nothing to do when it has answered. */
  private async settled(): Promise<void> {
    if (this.awake.length > 0) await this.settling.settled();
  }
}
