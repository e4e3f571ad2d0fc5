import { ApiClient, mintToken, unique } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { line } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items with its catalogue as a process. */
describe('ordering by stock code and quantity', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let items: ApiClient;
  let who: People;
  let shop: string;
  let tea: string;
  let pot: string;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    items = new ApiClient(neighbour.url);
    shop = await mintToken(unique('shop'), 'shop');
  }, 60_000);
  beforeEach(async () => {
    who = await people();
    [tea, pot] = [unique('tea').slice(0, 30), unique('pot').slice(0, 30)];
    await list(tea, { title: 'Green tea', prices: { GBP: '2.55', EUR: '3' } });
    await list(pot, { title: 'Teapot', prices: { GBP: '14.2' } });
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const list = async (sku: string, body: object): Promise<void> => {
    const { status } = await items.call(`/v1/order-items/catalogue/${sku}`, {
      method: 'PUT',
      token: shop,
      body,
    });
    expect(status).toBe(200);
  };
  const two = () => [
    { sku: tea.toUpperCase(), quantity: 3 },
    { sku: pot, quantity: 1 },
  ];

  it('should give customers the listed title, price and currency', async () => {
    expect(await orders.place(who.buyer, { lines: two() })).toMatchObject({
      status: 201,
      body: {
        customerId: who.customerId,
        currency: 'GBP',
        total: 765 + 1_420,
        preview: [
          {
            sku: tea.toUpperCase(),
            title: 'Green tea',
            quantity: 3,
            unitPrice: '2.55',
            lineTotal: 765,
            isCharge: false,
          },
          { title: 'Teapot', unitPrice: '14.2' },
        ],
      },
    });
    const inEuros = await orders.place(who.buyer, { currency: 'EUR', lines: [{ sku: tea, quantity: 2 }] });
    expect(inEuros.body).toMatchObject({ currency: 'EUR', total: 600 });
  });

  it.each([
    ['unitPrice', { unitPrice: '0.0001', title: 'Mine' }],
    ['isCharge', { unitPrice: '99', title: 'Mine', isCharge: true }],
  ])('should refuse customers who state a %s, and order nothing', async (name, stated) => {
    const lines = [
      { sku: pot, quantity: 1 },
      { sku: tea, quantity: 1, ...stated },
    ];
    const { body, status } = await orders.place(who.buyer, { currency: 'GBP', lines });
    expect([status, body.code]).toEqual([403, 'price_not_yours']);
    expect(
      (body as unknown as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer),
    ).toContain(`/lines/1/${name}`);
    const page = await orders.api.call<{ items: unknown[] }>('/v1/orders', { token: who.buyer });
    expect(page.body.items).toEqual([]);
  });

  it.each(['shop', 'staff', 'admin'] as const)(
    'should let %s state prices, for any customer',
    async (role) => {
      const token = await mintToken(unique(role), role);
      const lines = [line({ sku: 'NOT-LISTED', quantity: 2, unitPrice: '0.5' }), { sku: pot, quantity: 1 }];
      const { body, status } = await orders.place(token, {
        customerId: who.customerId,
        currency: 'GBP',
        lines,
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ customerId: who.customerId, total: 100 + 1_420 });
    },
  );

  it('should keep a shop from reading what its customers have ordered, and from moving it', async () => {
    const { body } = await orders.place(shop, { customerId: who.customerId, lines: two() });
    for (const path of ['', `/${body.id}`, '/export', '/days?from=2010-12-01&to=2010-12-01'])
      expect((await orders.api.call(`/v1/orders${path}`, { token: shop })).status).toBe(403);
    const move = { method: 'POST', token: shop, headers: { 'if-match': '"x"' }, body: { to: 'confirmed' } };
    expect((await orders.api.call(`/v1/orders/${body.id}/transitions`, move)).status).toBe(403);
  });

  it('should name the line that cannot be had', async () => {
    await list(pot, { title: 'Teapot', prices: { GBP: '14.2' }, withdrawn: true });
    const ask = async (body: object): Promise<unknown> => {
      const answer = await orders.place(who.buyer, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
      return (answer.body as unknown as { errors: unknown[] }).errors;
    };
    const nothing = { sku: 'NO-SUCH', quantity: 1 };
    const code = 'product_not_sold';
    expect(await ask({ lines: [{ sku: tea, quantity: 1 }, nothing, ...two()] })).toMatchObject([
      { pointer: '/lines/1/sku', code },
      { pointer: '/lines/3/sku', code },
    ]);
    const one = [{ sku: tea, quantity: 1 }];
    expect(await ask({ currency: 'JPY', lines: one })).toMatchObject([
      { pointer: '/lines/0/sku', code: 'price_not_listed' },
    ]);
    expect(await ask({ lines: one })).toMatchObject([{ pointer: '/currency', code: 'currency_required' }]);
  });

  it('should answer a repeat with the first answer, whatever has become of the price', async () => {
    const key = randomUUID();
    const body = { currency: 'GBP', lines: two() };
    const first = await orders.place(who.buyer, body, key);
    await list(tea, { title: 'Tea', prices: { GBP: '9' } });
    await list(pot, { title: 'Teapot', prices: { GBP: '14.2' }, withdrawn: true });
    expect((await orders.place(who.buyer, body, key)).text).toBe(first.text);
    expect((await orders.place(who.buyer, { ...body, country: 'GB' }, key)).status).toBe(422);
    expect(
      (await orders.place(who.buyer, { currency: 'GBP', lines: [{ sku: tea, quantity: 1 }] })).body.total,
    ).toBe(900);
  });

  it('should take 2,000 lines of as many products', async () => {
    const products = Array.from({ length: 2_000 }, (_, n) => ({
      sku: `${tea}-${n}`.slice(0, 64),
      title: 'T',
      prices: { GBP: '1' },
      pricedAt: '2020-01-01T00:00:00Z',
    }));
    for (let first = 0; first < products.length; first += 200) {
      const body = { products: products.slice(first, first + 200) };
      const brought = await items.call('/v1/order-items/catalogue', { method: 'PUT', token: shop, body });
      expect(brought.status).toBe(200);
    }
    const lines = products.map(({ sku }) => ({ sku, quantity: 1 }));
    expect((await orders.place(who.buyer, { lines })).body).toMatchObject({
      itemCount: 2_000,
      total: 200_000,
    });
  }, 30_000);

  it('should say that prices cannot be had while order-items is away, within bounds, and take stated ones', async () => {
    await neighbour.stop();
    try {
      const { body, headers, status } = await orders.place(who.buyer, { lines: two() });
      expect([status, body.code]).toEqual([503, 'dependency_unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await orders.place(who.customer)).status).toBe(201);
    } finally {
      neighbour = await ServiceProcess.start('order-items');
    }
  });
});
