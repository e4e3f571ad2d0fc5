import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareBodies } from '../compare-bodies.js';
import type { Work } from '../contender.js';
import { BenchFailure } from '../failure.js';
import { HttpContender, type HttpContenderOptions } from '../http-contender.js';
import { PgbenchContender } from '../placing/pgbench.js';
import { makeOrders, shapeOfOrder, type PlacedOrders } from '../placing/place-order.js';
import { PLAIN_SCRIPT, PLAIN_TABLES } from '../placing/plain-tables.js';
import { recordPlacing, type Recorded } from '../placing/record.js';
import { settled } from '../placing/settle.js';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { peerConfig, startPeers, type Section, type Setting } from './section.js';
import type { Pace } from '../run-section.js';

/** A handful, so that several transactions share an fsync. */
const CLIENTS = 8;
/**
 * Each connection of pgbench parses and plans each statement of each script at its first times, so few scripts and long blocks, or that
 * would be most of a block.
 */
const RECORDED = { full: 2, quick: 1 };
const PLACE = { blockMs: { full: 8_000, quick: 3_000 }, rounds: { full: 7, quick: 3 } };
/** CPU time alone is compared, so that a few clients do; they have longer blocks, in which what is done once counts less. */
const SQL = { clients: 2, scripts: 2, blockMs: { full: 8_000, quick: 4_000 }, rounds: { full: 7, quick: 2 } };
/** Orders of a block whose CPU time is counted to the end of all its events. */
const COUNTED = { full: 400, quick: 60 };
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
    const pgbench = new PgbenchContender(setting.stack, program, 'pgbench', recorded.scripts, CLIENTS);
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
        new PgbenchContender(stack, program, 'ours', recorded.scripts.slice(0, SQL.scripts), SQL.clients),
        new PgbenchContender(stack, program, 'plain INSERTs', [{ file: plain, variables: {} }], SQL.clients),
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
    const orders = await makeOrders(setting.stack, setting.random);
    const { ours, stock } = await placers(
      setting,
      orders,
      (options) => new SettledContender(setting, options),
    );
    return { contenders: [ours, stock], peers: [STOCK_PROCESS] };
  },
};

function paceOf({ quick }: Setting, { blockMs, rounds }: typeof PLACE): Pick<Pace, 'blockMs' | 'rounds'> {
  return quick
    ? { blockMs: blockMs.quick, rounds: rounds.quick }
    : { blockMs: blockMs.full, rounds: rounds.full };
}

async function record(setting: Setting, orders: PlacedOrders): Promise<Recorded> {
  const { stack, quick } = setting;
  await settled(stack);
  return recordPlacing(stack, orders, quick ? RECORDED.quick : RECORDED.full);
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
  const common = { generator, connections: CLIENTS, requests: orders.requests };
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
    private readonly setting: Setting,
    options: HttpContenderOptions,
  ) {
    super(options);
  }

  override async verify(): Promise<void> {
    await super.verify();
    if (this.awake.length > 0) await settled(this.setting.stack);
  }

  override async warm(milliseconds: number): Promise<void> {
    await super.work(milliseconds);
    if (this.awake.length > 0) await settled(this.setting.stack);
  }

  override async work(): Promise<Work> {
    const { generator, connections } = this.options;
    const count = this.setting.quick ? COUNTED.quick : COUNTED.full;
    const begun = performance.now();
    const { answered, wrong } = await generator.closed(
      { port: this.port, connections, requests: this.prepared },
      { count },
    );
    this.mustBeRight(wrong);
    if (this.awake.length > 0) await settled(this.setting.stack);
    return { done: answered, seconds: (performance.now() - begun) / 1_000 };
  }
}
