import type { Difference } from '@tenfold/delivery';
import { firstIdOfMs, timeOfId } from '@tenfold/ids';
import { randomUUID } from 'node:crypto';
import type { Order } from '../src/orders/dto/order.dto.js';
import { asAdmin } from './as-admin.js';
import { line, orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';
import { ReconcileService } from '../src/reconcile/reconcile.service.js';

const KEPT = `SELECT line_no, quantity, amount, amount_of FROM orders.returned_line
  WHERE bucket = $1 AND order_id = $2 ORDER BY line_no`;
const OF_ORDER = 'WHERE bucket = $1 AND order_id = $2';

/** Real: HTTP, tokens, Postgres (two shards), NATS, and order-items as a process. */
describe('the money of returns', () => {
  let orders: OrdersApp;
  let neighbour: ServiceProcess;
  let who: People;

  beforeAll(async () => {
    neighbour = await ServiceProcess.start('order-items');
    orders = await OrdersApp.start();
    who = await people();
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
  });

  const sell = async (
    currency: string,
    ...lines: [quantity: number, unitPrice: string][]
  ): Promise<Order> => {
    const body = orderBody({
      currency,
      lines: lines.map(([quantity, unitPrice], index) => line({ sku: `R${index}`, quantity, unitPrice })),
    });
    const { id } = (await orders.place(who.customer, body)).body;
    await orders.deliver(who.staff, id);
    return orders.stored(who.customer, id);
  };
  const post = (sale: Order, body: unknown, key: string = randomUUID()) =>
    orders.api.call<Order & { code: string }>(`/v1/orders/${sale.id}/returns`, {
      method: 'POST',
      token: who.customer,
      headers: { 'idempotency-key': key },
      body,
    });
  const takeBack = async (sale: Order, quantity: number, lineNo = 1): Promise<Order> => {
    const { status, body, text } = await post(sale, { lines: [{ lineNo, quantity }] });
    if (status !== 201) throw new Error(text);
    return body;
  };
  const differences = async ({ id }: Order, repair = false): Promise<readonly Difference[]> => {
    const at = timeOfId(id);
    const options = { repair, quietMs: -60_000 };
    const found = await orders
      .provided(ReconcileService)
      .page(firstIdOfMs(at - 1), firstIdOfMs(at + 2), options);
    return found.differences.filter(({ key }) => key.startsWith(id));
  };

  it.each([
    ['GBP', 2, '0.005', 1, [1, 1], [-1, 0]],
    ['EUR', 3, '0.335', 101, [1, 1, 1], [-34, -33, -34]],
    ['EUR', 3, '0.335', 101, [2, 1], [-67, -34]],
    ['EUR', 3, '0.334', 100, [1, 2], [-33, -67]],
    ['JPY', 10, '0.5', 5, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [-1, 0, -1, 0, -1, 0, -1, 0, -1, 0]],
    ['JPY', 10, '0.5', 5, [3, 3, 4], [-2, -1, -2]],
    ['BHD', 7, '0.0005', 4, [6, 1], [-3, -1]],
  ])(
    'should split a sale of %s %p x %s over its returns',
    async (currency, ordered, price, total, pieces, parts) => {
      const sale = await sell(currency, [ordered, price]);
      expect(sale.total).toBe(total);
      const back: number[] = [];
      for (const quantity of pieces) {
        back.push((await takeBack(sale, quantity)).total);
        expect(await differences(sale)).toEqual([]);
      }
      expect(back.map((part) => part + 0)).toEqual(parts);
      expect(back.reduce((a, b) => a + b, 0)).toBe(-total);
      expect(await orders.rows(sale.id, KEPT)).toEqual([
        { line_no: 1, quantity: ordered, amount: total, amount_of: ordered },
      ]);
    },
  );

  it('should free the pieces and the money of a cancelled return, whichever it was', async () => {
    const sale = await sell('JPY', [10, '0.5']);
    const first = await takeBack(sale, 4);
    const second = await takeBack(sale, 1);
    const third = await takeBack(sale, 1);
    expect([first, second, third].map(({ total }) => total)).toEqual([-2, -1, 0]);
    await orders.move(who.staff, third.id, 'cancelled');
    await orders.move(who.staff, first.id, 'cancelled');
    expect(await orders.rows(sale.id, KEPT)).toEqual([{ line_no: 1, quantity: 1, amount: 1, amount_of: 1 }]);
    // What stays has more than its share of two pieces, and less than nothing is never given.
    const fourth = await takeBack(sale, 1);
    expect(fourth.total).toBe(0);
    const rest = (await post(sale, {})).body;
    expect(second.total + fourth.total + rest.total).toBe(-sale.total);
  });

  it('should split what comes at once as if it came one after the other', async () => {
    const sale = await sell('GBP', [12, '0.005'], [12, '0.335']);
    const lines = [1, 2].map((lineNo) => ({ lineNo, quantity: 1 }));
    const answers = await Promise.all(Array.from({ length: 15 }, () => post(sale, { lines })));
    const stored = answers.filter(({ status }) => status === 201);
    expect(stored).toHaveLength(12);
    for (const { status, body } of answers.filter((one) => one.status !== 201))
      expect([status, body.code]).toEqual([409, 'return_exceeds_order']);
    expect(stored.reduce((sum, { body }) => sum + body.total, 0)).toBe(-sale.total);
  });

  it('should answer one request that is sent many times at once with one return', async () => {
    const sale = await sell('GBP', [3, '0.335']);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(sale, {}, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.body.total).toBe(-101);
  });

  it('should count from the lines what a release has returned that kept pieces only', async () => {
    const sale = await sell('GBP', [3, '0.335'], [2, '0.005']);
    const first = await takeBack(sale, 1);
    const second = await takeBack(sale, 1, 2);
    await asAdmin(sale.id, `UPDATE orders.returned_line SET amount = NULL, amount_of = NULL ${OF_ORDER}`);
    for (const { id } of [first, second])
      await asAdmin(id, 'UPDATE orders.return_entry SET amount = NULL WHERE bucket = $1 AND return_id = $2');
    const third = await takeBack(sale, 1);
    expect(third.total).toBe(-33);
    await orders.move(who.staff, first.id, 'cancelled');
    expect(await orders.rows(sale.id, KEPT)).toMatchObject([
      { line_no: 1, quantity: 1, amount: null },
      { line_no: 2, quantity: 1, amount: null },
    ]);
    expect((await post(sale, {})).body.total).toBe(-(102 - 33 - 1));
    expect(await orders.rows(sale.id, KEPT)).toMatchObject([
      { quantity: 3, amount: 101, amount_of: 3 },
      { quantity: 2, amount: 1, amount_of: 2 },
    ]);
  });

  it('should find returns of more than their line, or of less where all is back, which nobody can mend', async () => {
    const sale = await sell('GBP', [2, '0.005']);
    const [first, second] = [await takeBack(sale, 1), await takeBack(sale, 1)];
    await asAdmin(second.id, `UPDATE order_items.line SET line_total = -1 ${OF_ORDER}`);
    const found = { kind: 'returns_disagree', key: `${sale.id} 1` };
    expect(await differences(sale, true)).toMatchObject([{ ...found, outcome: 'unmendable' }]);
    await asAdmin(second.id, `UPDATE order_items.line SET line_total = 0 ${OF_ORDER}`);
    await asAdmin(first.id, `UPDATE order_items.line SET line_total = 0 ${OF_ORDER}`);
    expect(await differences(sale)).toMatchObject([{ ...found, outcome: 'open' }]);
  });

  it.each(['quantity = 2, amount_of = 2', 'quantity = 0, amount_of = 0', 'amount = amount + 1'])(
    'should find and mend what is kept of returns: %s',
    async (wrong) => {
      const sale = await sell('GBP', [3, '0.335']);
      await takeBack(sale, 1);
      await asAdmin(sale.id, `UPDATE orders.returned_line SET ${wrong} ${OF_ORDER}`);
      const found = { kind: 'returned_differs', key: `${sale.id} 1` };
      expect(await differences(sale)).toMatchObject([{ ...found, outcome: 'open' }]);
      expect(await differences(sale, true)).toMatchObject([{ ...found, outcome: 'mended' }]);
      expect(await differences(sale)).toEqual([]);
      expect(await orders.rows(sale.id, KEPT)).toEqual([
        { line_no: 1, quantity: 1, amount: 34, amount_of: 1 },
      ]);
    },
  );

  it('should not believe an amount that a release has added pieces to', async () => {
    const sale = await sell('GBP', [3, '0.335']);
    await takeBack(sale, 1);
    await takeBack(sale, 1);
    await asAdmin(sale.id, `UPDATE orders.returned_line SET amount = 34, amount_of = 1 ${OF_ORDER}`);
    expect((await takeBack(sale, 1)).total).toBe(-34);
  });
});
