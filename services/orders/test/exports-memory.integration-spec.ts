import { Months, statement } from '@tenfold/database';
import { newId } from '@tenfold/ids';
import { freePort, ownDays } from '@tenfold/testing';
import { readFileSync } from 'node:fs';
import { OrdersApp, people } from './orders-app.js';
import { ServiceProcess } from './service-process.js';

const DAY_MS = 86_400_000;
const EXPORTS = 5;
/** Of each of two buckets, which lie on different shards. */
const ORDERS = 6_000;
const BUCKETS = [7, 4_000];
const MIB = 1024 * 1024;

const SEED = statement(
  'test.whole-history',
  `INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, item_count, total, preview,
    source, metadata, version, status_times, placed_at, updated_at)
  SELECT $1, id, 'I-1', 'sale', 'customer', 'closed', 'stored', 'GBP', 3, 300, $3, 'api', '{}', 1, '{}', now(), now()
  FROM unnest($2::uuid[]) AS id`,
);
const PREVIEW = JSON.stringify(
  [1, 2, 3].map((lineNo) => ({
    lineNo,
    sku: '22423',
    title: 'REGENCY CAKESTAND 3 TIER',
    quantity: 1,
    unitPrice: '1.0000',
    lineTotal: 100,
    isCharge: false,
  })),
);

/** Real: a process of its own as it is started everywhere, HTTP, Postgres (two shards with a replica each). */
describe('the memory of a process that exports', () => {
  let process: ServiceProcess;
  let port: number;
  let token: string;
  let range: string;

  beforeAll(async () => {
    const start = ownDays();
    const orders = await OrdersApp.start({ reachable: false });
    for (const bucket of BUCKETS) {
      const shard = orders.shards.forBucket(bucket);
      await orders.provided(Months).ensure(shard, start);
      const ids = Array.from({ length: ORDERS }, (_, n) => newId(bucket, start + n));
      await shard.query(SEED, [bucket, ids, PREVIEW]);
    }
    await orders.stop();
    token = (await people()).staff;
    range = `placedFrom=${new Date(start).toISOString()}&placedTo=${new Date(start + DAY_MS).toISOString()}`;
    port = await freePort();
    process = await ServiceProcess.start('orders', { PORT: String(port) });
  });
  afterAll(() => process?.stop());

  const residentBytes = (): number => {
    const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  };
  const get = async (path: string): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    let bytes = 0;
    for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).length;
    return bytes;
  };

  it('should stay within 20 MiB of its middle, from the first export of a fresh process on', async () => {
    await get(`/v1/orders?limit=1&${range}`);
    const seen = [residentBytes()];
    for (let time = 0; time < EXPORTS; time += 1) {
      expect(await get(`/v1/orders/export?${range}`)).toBeGreaterThan(9_000_000);
      seen.push(residentBytes());
    }
    expect((Math.max(...seen) - Math.min(...seen)) / 2 / MIB).toBeLessThan(20);
  });
});
