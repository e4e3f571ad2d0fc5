import { Strategies } from '@tenfold/strategies';
import { ownDays, unique } from '@tenfold/testing';
import { parse } from 'csv-parse/sync';
import { importedOrder, line } from './factories/order.factory.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Real: HTTP, tokens, Postgres (two shards with a replica each). */
describe('exporting orders', () => {
  let orders: OrdersApp;
  let who: People;
  let day: number;

  beforeAll(async () => {
    orders = await OrdersApp.start({ reachable: false });
    who = await people();
    day = ownDays();
    // Of several customers, on both shards.
    const placed = Array.from({ length: 40 }, (_, n) =>
      importedOrder({
        placedAt: new Date(day + 60_000 * (n >> 1)).toISOString(),
        customerId: n % 4 === 0 ? who.customerId : unique('customer'),
        lines: [line({ title: '=HYPERLINK("http://example.com")' })],
      }),
    );
    const body = { source: unique('shop').slice(0, 30), orders: placed };
    await orders.api.call('/v1/orders/imports', { method: 'POST', token: who.admin, body });
  });
  afterAll(() => orders?.stop());

  const range = () =>
    `placedFrom=${new Date(day).toISOString()}&placedTo=${new Date(day + 86_400_000).toISOString()}`;
  const get = (path: string, token: string, headers: Record<string, string> = {}) =>
    orders.api.call<{ items: { id: string }[]; code: string }>(path, { token, headers });
  const both = async (path: string, token: string, accept: string): Promise<string> => {
    const on = await get(path, token, { accept });
    orders.provided(Strategies).set({ pagination: false });
    const off = await get(path, token, { accept });
    orders.provided(Strategies).set({ pagination: true });
    expect(off.text).toBe(on.text);
    return on.text;
  };

  it('should send what the list has, in its order, whichever way it is read', async () => {
    const { body } = await get(`/v1/orders?limit=100&${range()}`, who.staff);
    expect(body.items.length).toBe(40);
    const text = await both(`/v1/orders/export?${range()}`, who.staff, 'application/x-ndjson');
    expect(text).toBe(body.items.map((order) => `${JSON.stringify(order)}\n`).join(''));
  });

  it('should send a table to whoever wants one', async () => {
    const text = await both(`/v1/orders/export?${range()}`, who.staff, 'text/csv');
    const rows = parse<Record<string, string>>(text, { columns: true });
    const { body } = await get(`/v1/orders?limit=100&${range()}`, who.staff);
    expect(rows.map(({ id }) => id)).toEqual(body.items.map(({ id }) => id));
    expect(rows[0]?.['preview']).toContain('HYPERLINK');
    expect(rows[0]).toMatchObject({ total: '1530', itemCount: '1', returnOf: '' });
  });

  it('should send customers their own, and no others', async () => {
    const { body } = await get('/v1/orders?limit=100', who.customer);
    const text = await both('/v1/orders/export', who.customer, '*/*');
    expect(text).toBe(body.items.map((order) => `${JSON.stringify(order)}\n`).join(''));
    expect((await get(`/v1/orders/export?customerId=${who.customerId}`, who.staff)).text).toBe(text);
    const foreign = await get(`/v1/orders/export?customerId=${who.customerId}`, who.stranger);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'customer_not_found']);
    expect((await get('/v1/orders/export', who.stranger)).text).toBe('');
  });

  it('should refuse what it cannot send', async () => {
    const refused = await get('/v1/orders/export', who.customer, { accept: 'application/json' });
    expect([refused.status, refused.body.code]).toEqual([406, 'not_acceptable']);
    expect((await get('/v1/orders/export?limit=5', who.customer)).status).toBe(400);
  });
});
