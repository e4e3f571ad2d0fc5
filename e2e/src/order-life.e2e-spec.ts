import { ApiClient, mintToken, variable, waitFor, type ApiResponse } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';

// The whole stack, through the gateway: an order is placed, read, shipped, sent back and counted.
interface Order {
  readonly id: string;
  readonly status: string;
  readonly itemsState: string;
  readonly total: number;
  readonly version: number;
}
interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const sku = `SKU-${randomUUID().slice(0, 8)}`;
const lines = [
  { sku, title: 'Heart light holder', quantity: 6, unitPrice: '2.55' },
  { sku: `${sku}-B`, title: 'A thousandth', quantity: 3, unitPrice: '0.001' },
  { sku: `${sku}-C`, title: 'Gift', quantity: 1, unitPrice: '0' },
];

describe('the life of an order', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const customerId = `customer-${randomUUID()}`;
  const key = randomUUID();
  let customer: string;
  let staff: string;
  let placed: ApiResponse<Order>;

  beforeAll(async () => {
    customer = await mintToken(customerId, 'customer', 'shop');
    staff = await mintToken('staff-1', 'staff');
  });

  const place = (body: unknown = { currency: 'GBP', lines }) =>
    api.call<Order>('/v1/orders', {
      method: 'POST',
      token: customer,
      headers: { 'idempotency-key': key },
      body,
    });
  async function move(to: string, orderId: string = placed.body.id): Promise<ApiResponse<Order>> {
    const path = `/v1/orders/${orderId}`;
    const headers = { 'if-match': (await api.call(path, { token: staff })).headers.get('etag') ?? '' };
    return api.call<Order>(`${path}/transitions`, {
      method: 'POST',
      token: staff,
      headers,
      body: { to },
    });
  }
  const sales = () =>
    api.call<{ months: { soldQuantity: number; returnedQuantity: number }[] }>(
      `/v1/order-items/products/${sku}`,
      { token: staff },
    );

  it('should be placed once, whatever is repeated', async () => {
    const answers = await Promise.all([place(), place(), place()]);
    const created = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
    placed = created[0] as ApiResponse<Order>;
    expect(placed.body).toMatchObject({ status: 'pending', itemsState: 'stored', total: 1_530 });
    const replay = await place();
    expect({ status: replay.status, text: replay.text }).toEqual({ status: 201, text: placed.text });
    expect((await place({ currency: 'GBP', lines: lines.slice(1) })).body).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    const orders = await api.call<Page<Order>>('/v1/orders', { token: customer });
    expect(orders.body.items.map(({ id }) => id)).toEqual([placed.body.id]);
  });

  it('should show its lines page by page, from the other service', async () => {
    const first = await api.call<Page<{ lineNo: number }>>(
      `/v1/order-items?orderId=${placed.body.id}&limit=2`,
      { token: customer },
    );
    expect(first.body.items).toMatchObject([
      { lineNo: 1, sku, quantity: 6, unitPrice: '2.55', lineTotal: 1_530 },
      { lineNo: 2, unitPrice: '0.001', lineTotal: 0 },
    ]);
    const next = /<([^>]+)>; *rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await api.call<Page<{ lineNo: number }>>(next, { token: customer });
    expect(second.body).toMatchObject({ items: [{ lineNo: 3 }], nextCursor: null });
    const one = await api.call(`/v1/order-items/${placed.body.id}/1`, { token: customer });
    expect(one.body).toMatchObject({ lineNo: 1, sku });
  });

  it('should look like nothing to another customer, in both services', async () => {
    const stranger = await mintToken(`customer-${randomUUID()}`, 'customer', 'shop');
    for (const path of [
      `/v1/orders/${placed.body.id}`,
      `/v1/order-items?orderId=${placed.body.id}`,
      `/v1/customers/${customerId}/summary`,
    ]) {
      expect((await api.call(path, { token: stranger })).status).toBe(404);
      expect((await api.call(path)).status).toBe(401);
    }
  });

  it('should move as the table says, on the version that was read', async () => {
    expect((await move('delivered')).body).toMatchObject({
      status: 409,
      code: 'illegal_transition',
      allowed: expect.arrayContaining(['confirmed']),
    });
    for (const to of ['confirmed', 'picking', 'shipped', 'delivered'])
      expect(await move(to)).toMatchObject({ status: 200, body: { status: to } });
    const blind = { method: 'POST', token: staff, body: { to: 'closed' } };
    expect((await api.call(`/v1/orders/${placed.body.id}/transitions`, blind)).status).toBe(428);
    const stale = { ...blind, headers: { 'if-match': placed.headers.get('etag') ?? '' } };
    expect((await api.call(`/v1/orders/${placed.body.id}/transitions`, stale)).status).toBe(412);
    const history = await api.call<{ items: { to: string }[] }>(`/v1/orders/${placed.body.id}/history`, {
      token: customer,
    });
    expect(history.body.items.map(({ to }) => to)).toEqual([
      'pending',
      'confirmed',
      'picking',
      'shipped',
      'delivered',
    ]);
  });

  it('should be sent back in part, and never more than was bought', async () => {
    const sendBack = (quantity: number) =>
      api.call<Order>(`/v1/orders/${placed.body.id}/returns`, {
        method: 'POST',
        token: customer,
        headers: { 'idempotency-key': randomUUID() },
        body: { reason: 'broken', lines: [{ lineNo: 1, quantity }] },
      });
    expect(await sendBack(2)).toMatchObject({
      status: 201,
      body: { kind: 'return', total: -510, returnOf: placed.body.id },
    });
    expect((await sendBack(5)).body).toMatchObject({ status: 409, code: 'return_exceeds_order' });
    const returns = await api.call<Page<Order>>('/v1/orders?kind=return', { token: customer });
    const history = await api.call(`/v1/orders/${returns.body.items[0]?.id}/history`, { token: customer });
    expect(history.body).toMatchObject({ items: [{ to: 'pending', reason: 'broken' }] });
    const summary = async () =>
      (await api.call(`/v1/customers/${customerId}/summary`, { token: customer })).body;
    expect(await summary()).toMatchObject({ currencies: [{ orders: 1, returns: 0, total: 1_530 }] });
    const back = returns.body.items[0]?.id ?? '';
    expect(await move('confirmed', back)).toMatchObject({ status: 200 });
    expect(await summary()).toMatchObject({
      currencies: [{ currency: 'GBP', orders: 1, returns: 1, total: 1_020 }],
    });
  });

  it('should count in the sales of its products', async () => {
    await waitFor(async () => {
      const { body } = await sales();
      const [month] = body.months;
      return month?.soldQuantity === 6 && month.returnedQuantity === 2;
    });
  });
});
