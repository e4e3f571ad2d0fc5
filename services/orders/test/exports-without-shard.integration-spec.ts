import { loadShardMap, type ShardEndpoint } from '@tenfold/database';
import { ownDays, TcpProxy, testStores, unique } from '@tenfold/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderListsService } from '../src/orders/order-lists.service.js';
import { importedOrder } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Real: HTTP, Postgres (two shards with a replica each), the second of them behind wires that are cut. */
describe('exporting orders while a shard goes away', () => {
  const proxies: TcpProxy[] = [];
  let directory: string;
  let orders: OrdersApp;
  let who: People;
  let filters: { placedFrom: string; placedTo: string };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    const SHARD_MAP_FILE = join(directory, 'shard-map.json');
    await writeFile(SHARD_MAP_FILE, JSON.stringify(await behindProxies()));
    orders = await OrdersApp.start({ reachable: false, overrides: { SHARD_MAP_FILE } });
    who = await people();
    const day = ownDays();
    const placedAt = (n: number): string => new Date(day + n).toISOString();
    filters = { placedFrom: placedAt(0), placedTo: placedAt(86_400_000) };
    const body = {
      source: unique('shop').slice(0, 30),
      orders: Array.from({ length: 40 }, (_, n) => importedOrder({ placedAt: placedAt(n) })),
    };
    await orders.api.call('/v1/orders/imports', { method: 'POST', token: who.admin, body });
  });
  afterAll(async () => {
    await orders?.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(directory, { recursive: true });
  });

  async function behindProxies() {
    const map = loadShardMap(testStores().shardMapFile);
    // Not by way of a pooler, which would be another wire.
    const behind = async ({ host, port, database }: ShardEndpoint): Promise<ShardEndpoint> => {
      const proxy = new TcpProxy({ host, port });
      proxies.push(proxy);
      return { ...(await proxy.open()), database };
    };
    const shard = Object.values(map.shards).at(-1);
    if (shard === undefined) throw new Error('the map has no shard');
    shard.primary = await behind(shard.primary);
    shard.replicas = await Promise.all((shard.replicas ?? []).map(behind));
    return map;
  }

  it('should end with an error, where a page of the list says that it is incomplete', async () => {
    const staff = { subject: 'staff', roles: ['staff' as const] };
    const batches = orders.provided(OrderListsService).all(staff, filters, 10);
    expect((await batches.next()).value).toHaveLength(10);
    for (const proxy of proxies) proxy.cut();
    await expect(batches.next()).rejects.toMatchObject({ status: 503 });

    const query = new URLSearchParams(filters).toString();
    const page = await orders.api.call<{ incomplete?: true }>(`/v1/orders?${query}`, { token: who.staff });
    expect([page.status, page.body.incomplete]).toEqual([200, true]);
    const { status, headers } = await orders.api.call(`/v1/orders/export?${query}`, { token: who.staff });
    expect([status, headers.get('content-type')]).toEqual([503, expect.stringContaining('problem+json')]);
  });
});
