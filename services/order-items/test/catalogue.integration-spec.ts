import { listProducts } from '@tenfold/contracts';
import { mintToken, unique } from '@tenfold/testing';
import type { Listing } from '../src/catalogue/dto/listing.dto.js';
import { OrderItemsApp } from './order-items-app.js';

/** Real: HTTP, tokens, Postgres (two shards), Redis, NATS requests. */
describe('the catalogue', () => {
  let items: OrderItemsApp;
  let shop: string;
  let sku: string;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    shop = await mintToken(unique('shop'), 'shop');
  });
  beforeEach(() => {
    sku = unique('tea').slice(0, 30);
  });
  afterAll(() => items?.stop());

  const TEA = { title: 'Green tea', prices: { GBP: '2.550', EUR: '3' } };
  const put = (body: unknown, { token = shop, code = sku, headers = {} } = {}) =>
    items.api.call<Listing & { code: string; errors: { pointer: string }[] }>(
      `/v1/order-items/catalogue/${code}`,
      {
        method: 'PUT',
        token,
        headers,
        body,
      },
    );
  const get = (code = sku) => items.api.call<Listing & { code: string }>(`/v1/order-items/catalogue/${code}`);
  const bring = (products: unknown[], token = shop) =>
    items.api.call<{ changed: number; unchanged: number; errors: { pointer: string }[] }>(
      '/v1/order-items/catalogue',
      {
        method: 'PUT',
        token,
        body: { products },
      },
    );
  const listed = async (...skus: string[]) =>
    (await items.messaging.request(listProducts, { skus }, { timeoutMs: 5_000 })).products;

  it('should show at once what was written, to everybody and under each spelling', async () => {
    expect(await get()).toMatchObject({ status: 404, body: { code: 'product_not_found' } });
    const written = await put(TEA);
    expect(written).toMatchObject({
      status: 200,
      body: {
        sku,
        title: 'Green tea',
        isCharge: false,
        withdrawn: false,
        prices: { GBP: '2.55', EUR: '3' },
        version: 1,
      },
    });
    const read = await get(sku.toUpperCase());
    expect(read.body).toEqual(written.body);
    expect(read.headers.get('etag')).toBe(written.headers.get('etag'));
    await put({ ...TEA, prices: { GBP: '2.75' } });
    expect((await get()).body).toMatchObject({ prices: { GBP: '2.75' }, version: 2 });
    expect(await listed(sku, 'no-such-tea')).toEqual([
      { skuKey: sku.toUpperCase(), title: 'Green tea', isCharge: false, prices: { GBP: '2.75' } },
    ]);
  });

  it('should write only the state that If-Match names', async () => {
    const headers = { 'if-match': (await put(TEA)).headers.get('etag') ?? '' };
    expect((await put({ ...TEA, title: 'Tea' }, { headers })).status).toBe(200);
    expect(await put(TEA, { headers })).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect((await put(TEA, { headers, code: `${sku}-new` })).status).toBe(412);
    expect((await get(`${sku}-new`)).status).toBe(404);
    const tag = (await get()).headers.get('etag') ?? '';
    const all = await Promise.all(
      Array.from({ length: 8 }, () => put(TEA, { headers: { 'if-match': tag } })),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('should sell nothing that was withdrawn', async () => {
    await put({ ...TEA, withdrawn: true });
    expect((await get()).body).toMatchObject({ withdrawn: true });
    expect(await listed(sku)).toEqual([]);
  });

  it('should take what an import brings unless it is known as it was later, in whatever order files come', async () => {
    const product = (year: number, prices: object) => ({
      sku,
      title: `Tea of ${year}`,
      prices,
      pricedAt: `${year}-12-01T00:00:00Z`,
    });
    expect((await bring([product(2011, { GBP: '3' })])).body).toEqual({ changed: 1, unchanged: 0 });
    expect((await bring([product(2010, { GBP: '2' }), product(2011, { GBP: '9' })])).body).toEqual({
      changed: 0,
      unchanged: 2,
    });
    expect((await bring([product(2012, { EUR: '4' })])).body).toEqual({ changed: 1, unchanged: 0 });
    expect((await get()).body).toMatchObject({ title: 'Tea of 2012', prices: { GBP: '3', EUR: '4' } });
    await put(TEA);
    expect((await bring([product(2013, { GBP: '1' })])).body).toEqual({ changed: 0, unchanged: 1 });
  });

  it('should be written by the shop and its staff, and by nobody else', async () => {
    const roles = ['shop', 'staff', 'admin', 'customer', 'author', 'learner'] as const;
    const tokens = await Promise.all(roles.map((role) => mintToken(unique(role), role)));
    const one = { sku, ...TEA, pricedAt: '2010-12-01T00:00:00Z' };
    const statuses = await Promise.all(
      tokens.map(async (token) => [(await put(TEA, { token })).status, (await bring([one], token)).status]),
    );
    expect(statuses).toEqual([
      ...Array.from({ length: 3 }, () => [200, 200]),
      ...Array.from({ length: 3 }, () => [403, 403]),
    ]);
  });

  it.each([
    [{ ...TEA, prices: {} }, '/prices'],
    [{ ...TEA, prices: { GBP: 2.55 } }, '/prices/GBP'],
    [{ ...TEA, prices: { GBP: '-1' } }, '/prices/GBP'],
    [{ ...TEA, prices: { GBP: '1', XXX: '1' } }, '/prices/XXX'],
    [{ ...TEA, title: '\u200b' }, '/title'],
    [{ ...TEA, colour: 'green' }, '/colour'],
  ])('should refuse %j', async (body, pointer) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    const one = { sku, pricedAt: '2010-12-01T00:00:00Z', ...body };
    expect((await bring([one])).body.errors).toMatchObject([{ pointer: `/products/0${pointer}` }]);
  });
});
