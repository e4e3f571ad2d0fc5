import { ConsistencyTokens, loadShardMap } from '@tenfold/database';
import { ConsistencyMemory } from '@tenfold/http';
import {
  ApiClient,
  StatementsByRequest,
  TcpProxy,
  TestReplicas,
  testStores,
  variable,
  waitFor,
} from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '../src/orders/dto/order.dto.js';
import { orderBody } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';

const BOUND_MS = 400;
const HEADER = 'x-consistency-token';

interface Page {
  readonly items: readonly Order[];
}

/** Real: HTTP, Postgres (two shards), and their streaming replicas, late by command and behind wires that can be cut. */
describe('consistency of orders', () => {
  const statements = new StatementsByRequest();
  const proxies: TcpProxy[] = [];
  let directory: string;
  let replicas: TestReplicas;
  let orders: OrdersApp;
  let who: People;

  beforeAll(async () => {
    replicas = await TestReplicas.open();
    directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    const SHARD_MAP_FILE = join(directory, 'shard-map.json');
    await writeFile(SHARD_MAP_FILE, JSON.stringify(await behindProxies()));
    const overrides = { SHARD_MAP_FILE, DATABASE_REPLICA_MAX_LAG: `${BOUND_MS}ms` };
    orders = await OrdersApp.start({ reachable: false, overrides, onStatement: statements.listener });
  });
  beforeEach(async () => {
    who = await people();
  });
  afterEach(async () => {
    for (const proxy of proxies) proxy.mend();
    await replicas.resume();
  });
  afterAll(async () => {
    await orders?.stop();
    await replicas?.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(directory, { recursive: true });
  });

  async function behindProxies() {
    const map = loadShardMap(testStores().shardMapFile);
    for (const shard of Object.values(map.shards)) {
      shard.replicas = await Promise.all(
        (shard.replicas ?? []).map((server) => {
          const proxy = new TcpProxy(server);
          proxies.push(proxy);
          return proxy.open();
        }),
      );
    }
    return map;
  }

  /** Somebody who remembers his own writes, and no others. */
  const client = (): ApiClient => new ApiClient(orders.url, new ConsistencyMemory());
  const place = (api: ApiClient, token: string) =>
    api.call<Order>('/v1/orders', {
      method: 'POST',
      token,
      body: orderBody(),
      headers: { 'idempotency-key': randomUUID() },
    });
  const get = (api: ApiClient, token: string, id: string, headers: Record<string, string> = {}) =>
    api.call<Order>(`/v1/orders/${id}`, { token, headers });
  const fallbacks = (reason: 'late' | 'down' | 'epoch'): number =>
    orders.shards.all().reduce((sum, { counters }) => sum + counters.fallbacks[reason], 0);
  const answeredByReplica = async (id: string): Promise<boolean> => {
    const request = randomUUID();
    const { status } = await get(client(), who.staff, id, { 'x-request-id': request });
    return status === 200 && statements.of(request).primary.length === 0;
  };

  it('should show every client his own writes by the token while replicas are five seconds late', async () => {
    await replicas.delay(5_000);
    const late = fallbacks('late');
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const [api, { customer }] = [client(), await people()];
        for (let round = 0; round < 4; round += 1) {
          const placed = await place(api, customer);
          const { id } = placed.body;
          expect(placed.headers.has(HEADER)).toBe(true);
          expect(await get(api, customer, id)).toMatchObject({ status: 200, body: { status: 'pending' } });
          const { body } = await api.call<Page>('/v1/orders?limit=1', { token: customer });
          expect(body.items.map((order) => order.id)).toEqual([id]);
          const cancel = { method: 'POST', token: customer, body: { reason: 'no' } };
          expect((await api.call(`/v1/orders/${id}/cancel`, cancel)).status).toBe(200);
          expect((await get(api, customer, id)).body.status).toBe('cancelled');
          const history = await api.call<{ items: unknown[] }>(`/v1/orders/${id}/history`, {
            token: customer,
          });
          expect(history.body.items).toHaveLength(2);
        }
      }),
    );
    expect(fallbacks('late')).toBeGreaterThan(late);
  });

  it('should show a client without a token nothing that is older than the bound', async () => {
    await replicas.pause();
    const { body } = await place(client(), who.customer);
    const acknowledged = performance.now();
    const api = client();
    let provenFresh = 0;
    await waitFor(async () => {
      const asked = performance.now();
      const { status } = await get(api, who.customer, body.id);
      if (asked - acknowledged <= BOUND_MS) return false;
      expect(status).toBe(200);
      provenFresh += 1;
      return provenFresh === 20;
    });
  });

  it('should decide on the newest state by the very function that reads from a replica for a GET', async () => {
    const { body } = await place(client(), who.customer);
    await waitFor(() => answeredByReplica(body.id));
    await replicas.pause();
    const [request, api] = [randomUUID(), client()];
    const cancelled = await api.call<Order>(`/v1/orders/${body.id}/cancel`, {
      method: 'POST',
      token: who.customer,
      body: { reason: 'no' },
      headers: { 'x-request-id': request },
    });
    expect(cancelled.body.status).toBe('cancelled');
    const { primary, replica } = statements.of(request);
    expect([primary.includes('orders.find'), replica]).toEqual([true, []]);
    // With no token: a second writer decides on what the first has written all the same.
    const step = { method: 'POST', token: who.staff, body: { to: 'confirmed' } };
    const again = await client().call<{ code: string }>(`/v1/orders/${body.id}/transitions`, {
      ...step,
      headers: { 'if-match': cancelled.headers.get('etag') ?? '' },
    });
    expect(again.body.code).toBe('illegal_transition');
  });

  it('should issue a token for what writes, also when it is repeated, and for nothing else', async () => {
    const key = randomUUID();
    const [first, second] = [
      await orders.place(who.customer, orderBody(), key),
      await orders.place(who.customer, orderBody({}), key),
    ];
    expect([first.headers.has(HEADER), second.headers.has(HEADER)]).toEqual([true, true]);
    const refused = await orders.place(who.customer, orderBody({ currency: 'EUR' }), key);
    expect([refused.status, refused.headers.has(HEADER)]).toEqual([422, false]);
    expect((await get(orders.api, who.customer, first.body.id)).headers.has(HEADER)).toBe(false);
  });

  it('should ask the primary when the token is of another map', async () => {
    const { body } = await place(client(), who.customer);
    const tokens = new ConsistencyTokens(variable('CURSOR_SECRET'));
    const foreign = tokens.encode({ epoch: 9_999, positions: new Map([['shard-1', 1n]]) });
    const before = fallbacks('epoch');
    const answer = await get(client(), who.customer, body.id, { [HEADER]: foreign });
    expect([answer.status, fallbacks('epoch')]).toEqual([200, before + 1]);
  });

  it('should answer without an error while replicas are dead, and from them when they have restarted', async () => {
    const { body } = await place(client(), who.customer);
    await waitFor(() => answeredByReplica(body.id));
    const before = fallbacks('down');
    for (const proxy of proxies) proxy.cut();
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(client(), who.customer, body.id)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(fallbacks('down')).toBeGreaterThan(before);
    for (const proxy of proxies) proxy.mend();
    await waitFor(() => answeredByReplica(body.id));
  });
});
