import { newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import fc from 'fast-check';
import type { Order, OrderHistory } from '../src/orders/dto/order.dto.js';
import { orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

interface Page {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('the life of an order', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
  });
  beforeEach(async () => {
    who = await people();
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const list = (token: string, query: string) =>
    orders.api.call<Page & { code: string }>(`/v1/orders?${query}`, { token });
  const cancel = (token: string, orderId: string, headers: Record<string, string> = {}) =>
    orders.api.call<Order & { code: string; allowed: string[] }>(`/v1/orders/${orderId}/cancel`, {
      method: 'POST',
      token,
      headers,
      body: { reason: 'changed my mind' },
    });
  const summary = (token: string, customerId: string) =>
    orders.api.call<{ currencies: Record<string, unknown>[] }>(`/v1/customers/${customerId}/summary`, {
      token,
    });
  const all = async (token: string, query: string, between: () => Promise<unknown>): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = (await list(token, cursor === '' ? query : `${query}&cursor=${cursor}`)).body;
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await between();
    }
    return ids;
  };

  it('should show an order to its owner and to staff, and nobody else', async () => {
    const { body } = await orders.place(who.customer);
    const mine = await orders.get(who.customer, body.id);
    expect(mine.text).toBe(JSON.stringify(body));
    expect((await orders.get(who.staff, body.id)).text).toBe(mine.text);
    const foreign = await orders.get(who.stranger, body.id);
    const unknown = await orders.get(who.stranger, newId(1));
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    for (const path of ['history', 'cancel', 'returns']) {
      const method = path === 'history' ? 'GET' : 'POST';
      const request = { method, token: who.stranger, headers: { 'idempotency-key': unique('key') } };
      const withBody =
        method === 'GET' ? request : { ...request, body: path === 'cancel' ? { reason: 'x' } : {} };
      expect((await orders.api.call(`/v1/orders/${body.id}/${path}`, withBody)).status).toBe(404);
    }
  });

  it('should answer 304 to whoever has the order already', async () => {
    const { body, headers } = await orders.place(who.customer);
    const condition = { 'if-none-match': headers.get('etag') ?? '' };
    const again = await orders.api.call(`/v1/orders/${body.id}`, { token: who.customer, headers: condition });
    expect([again.status, again.text]).toEqual([304, '']);
    await orders.move(who.staff, body.id, 'confirmed');
    const changed = await orders.api.call(`/v1/orders/${body.id}`, {
      token: who.customer,
      headers: condition,
    });
    expect(changed.status).toBe(200);
  });

  it('should move step by step, on a state that was read, and remember it all', async () => {
    const { body } = await orders.place(who.customer);
    const path = `/v1/orders/${body.id}/transitions`;
    const request = { method: 'POST', token: who.staff, body: { to: 'confirmed' } };
    expect((await orders.api.call(path, request)).status).toBe(428);
    expect((await orders.api.call(path, { ...request, headers: { 'if-match': '"old"' } })).status).toBe(412);
    expect((await orders.api.call(path, { ...request, token: who.customer })).status).toBe(403);
    expect(await orders.move(who.staff, body.id, 'shipped')).toMatchObject({
      status: 409,
      body: { code: 'illegal_transition', allowed: ['confirmed', 'cancelled'] },
    });
    await orders.deliver(who.staff, body.id);
    expect((await orders.move(who.staff, body.id, 'closed')).body.status).toBe('closed');
    const { items } = (
      await orders.api.call<OrderHistory>(`/v1/orders/${body.id}/history`, { token: who.customer })
    ).body;
    expect(items.map(({ to }) => to)).toEqual([
      'pending',
      'confirmed',
      'picking',
      'shipped',
      'delivered',
      'closed',
    ]);
    expect(Object.keys((await orders.get(who.staff, body.id)).body.statusTimes)).toEqual(
      items.map(({ to }) => to),
    );
  });

  it('should let one of two steps from the same state through', async () => {
    const { body } = await orders.place(who.customer);
    const headers = { 'if-match': (await orders.get(who.staff, body.id)).headers.get('etag') ?? '' };
    const path = `/v1/orders/${body.id}/transitions`;
    const steps = await Promise.all(
      ['confirmed', 'cancelled', 'confirmed', 'cancelled'].map((to) =>
        orders.api.call(path, { method: 'POST', token: who.staff, headers, body: { to } }),
      ),
    );
    expect(steps.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(steps.filter(({ status }) => status === 412)).toHaveLength(3);
  });

  it('should let a customer cancel until picking, and staff after that', async () => {
    const first = (await orders.place(who.customer)).body;
    expect((await cancel(who.customer, first.id, { 'if-match': '"old"' })).status).toBe(412);
    expect(await cancel(who.customer, first.id)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    expect(await cancel(who.customer, first.id)).toMatchObject({ status: 409, body: { allowed: [] } });
    const second = (await orders.place(who.customer)).body;
    await orders.move(who.staff, second.id, 'confirmed');
    await orders.move(who.staff, second.id, 'picking');
    expect((await cancel(who.customer, second.id)).status).toBe(409);
    expect((await cancel(who.staff, second.id)).status).toBe(200);
  });

  it('should keep the sums of a customer equal to his orders', async () => {
    expect((await summary(who.customer, who.customerId)).status).toBe(404);
    const placed = await Promise.all([1, 2, 3].map(() => orders.place(who.customer)));
    await cancel(who.customer, placed[0]?.body.id ?? '');
    const { body } = await summary(who.customer, who.customerId);
    expect(body.currencies).toMatchObject([
      { currency: 'GBP', orders: 2, returns: 0, cancelled: 1, itemCount: 4, total: 2 * 1_531 },
    ]);
    expect((await summary(who.staff, who.customerId)).body).toEqual(body);
    expect((await summary(who.stranger, who.customerId)).status).toBe(404);
  });

  it('should page through a list without gap or repeat while orders are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        async (count, limit) => {
          const someone = await people();
          const placed: string[] = [];
          for (let n = 0; n < count; n += 1) placed.push((await orders.place(someone.customer)).body.id);
          const seen = await all(someone.customer, `limit=${limit}`, () => orders.place(someone.customer));
          expect(seen).toEqual(placed.toSorted().toReversed());
        },
      ),
      { numRuns: 6 },
    );
  });

  it('should filter by status, kind and time, and merge all shards for staff', async () => {
    const since = new Date().toISOString();
    const others = await Promise.all(Array.from({ length: 6 }, () => people()));
    const placed = await Promise.all(others.map((one) => orders.place(one.customer)));
    const ids = placed.map(({ body }) => body.id);
    const seen = await all(who.staff, `placedFrom=${since}&kind=sale&status=pending&limit=4`, () =>
      Promise.resolve(),
    );
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(seen).toEqual(expect.arrayContaining(ids));
    expect((await list(who.staff, `placedTo=${since}&placedFrom=${since}`)).body.items).toEqual([]);
    const own = await list(who.staff, `customerId=${others[0]?.customerId}`);
    expect(own.body.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list(others[0]?.customer ?? '', 'kind=return')).body.items).toEqual([]);
  });

  it('should refuse lists and cursors that are not the caller’s', async () => {
    await orders.place(who.customer);
    await orders.place(who.customer);
    const page = await list(who.customer, 'limit=1');
    expect(page.headers.get('link')).toContain('rel="next"');
    const cursor = page.body.nextCursor ?? '';
    for (const [token, query] of [
      [who.stranger, `limit=1&cursor=${cursor}`],
      [who.customer, `limit=1&kind=sale&cursor=${cursor}`],
      [who.customer, `cursor=${cursor}x`],
    ] as const) {
      expect((await list(token, query)).body.code).toBe('cursor_invalid');
    }
    expect((await list(who.stranger, `customerId=${who.customerId}`)).status).toBe(404);
    for (const query of [
      'limit=0',
      'limit=101',
      'page=2',
      'status=lost',
      'placedFrom=yesterday',
      'customerId=a%00b',
    ]) {
      expect((await list(who.customer, query)).status).toBe(400);
    }
    expect(
      (await list(who.customer, 'placedFrom=0001-01-01T00:00:00Z&placedTo=9999-12-31T23:59:59Z')).status,
    ).toBe(200);
    expect((await orders.get(who.customer, 'not-an-id')).status).toBe(400);
    expect((await orders.place(who.customer, orderBody({ customerId: 5 }))).status).toBe(400);
  });
});
