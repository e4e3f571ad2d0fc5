import type { OrderLines } from '@tenfold/contracts';
import { bucketOf, firstIdOfMs, newId, timeOfId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { mintToken, ownDays, unique } from '@tenfold/testing';
import { NaiveExportedLines } from '../src/lines/exported-lines.naive.js';
import { ExportedLinesRepository, type ExportedLine } from '../src/lines/exported-lines.repository.js';
import { OrderItemsApp, orderLines } from './order-items-app.js';

/** From any day on, each is in another month. */
const MONTH_DAYS = 31;
const MONTH_MS = MONTH_DAYS * 86_400_000;

/** Real: HTTP, tokens, Postgres (two shards with a replica each), NATS. */
describe('exporting lines', () => {
  let items: OrderItemsApp;
  let staff: string;
  let customer: string;
  const customerId = unique('customer');
  const start = ownDays(3 * MONTH_DAYS);
  const orders: OrderLines[] = Array.from({ length: 12 }, (_, n) => {
    const owner = n % 3 === 0 ? customerId : unique('customer');
    const sold = Array.from({ length: 1 + (n % 4) }, (__, at) => [`SKU-${at}`, 1 + at, '0.125'] as const);
    const orderId = newId(bucketOf(owner), start + (n % 3) * MONTH_MS + n);
    return orderLines(sold, { customerId: owner, orderId });
  });

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    [customer, staff] = await Promise.all([
      mintToken(customerId, 'customer'),
      mintToken(unique('staff'), 'staff'),
    ]);
    for (const order of orders) {
      await items.stored(order);
    }
  });
  afterAll(() => items?.stop());

  const get = (query: string, token: string) =>
    items.api.call<{ code: string }>(`/v1/order-items/export?${query}`, { token });
  const both = async (query: string, token: string): Promise<{ orderId: string; lineNo: number }[]> => {
    const on = await get(query, token);
    items.provided(Strategies).set({ pagination: false });
    const off = await get(query, token);
    items.provided(Strategies).set({ pagination: true });
    expect([on.status, off.status]).toEqual([200, 200]);
    expect(off.text).toBe(on.text);
    return on.text
      .split('\n')
      .slice(0, -1)
      .map((row) => JSON.parse(row));
  };
  const range = `placedFrom=${new Date(start).toISOString()}&placedTo=${new Date(start + 3 * MONTH_MS).toISOString()}`;
  const linesOf = (some: readonly OrderLines[]): string[] =>
    some.flatMap(({ orderId, lines }) => lines.map(({ lineNo }) => `${orderId}/${lineNo}`)).toSorted();

  it('should send every line once, the newest month first, whichever way it is read', async () => {
    const rows = await both(range, staff);
    expect(rows.map(({ orderId, lineNo }) => `${orderId}/${lineNo}`).toSorted()).toEqual(linesOf(orders));
    const months = rows.map(({ orderId }) => new Date(timeOfId(orderId)).toISOString().slice(0, 7));
    expect(months).toEqual(months.toSorted().toReversed());
    const { text } = await items.api.call<never>(`/v1/order-items?orderId=${rows[0]?.orderId}`, {
      token: staff,
    });
    expect((JSON.parse(text) as { items: unknown[] }).items[0]).toEqual(rows[0]);
    expect(await both(`${range}&kind=return`, staff)).toEqual([]);
  });

  it.each([1, 3, 5, 1_000])(
    'should read the same in pages of about %p lines, which end with an order',
    async (batch) => {
      const placed = { from: firstIdOfMs(start), below: firstIdOfMs(start + 3 * MONTH_MS) };
      const pages = (lines: Pick<ExportedLinesRepository, 'all'>): Promise<(readonly ExportedLine[])[]> =>
        items.seen(async () => {
          const read: (readonly ExportedLine[])[] = [];
          for await (const page of lines.all({ customerId: null, kind: null, placed }, batch))
            read.push(page);
          return read;
        });
      const [expected = []] = await pages(items.provided(NaiveExportedLines));
      const read = await pages(items.provided(ExportedLinesRepository));
      expect(read.flat()).toEqual(expected);
      const ends = read.map((page) => page.at(-1)?.orderId);
      expect(new Set(ends).size).toBe(read.length);
      for (const [at, page] of read.entries()) expect(page[0]?.orderId).not.toBe(ends[at - 1]);
    },
  );

  it('should send customers their own, and no others', async () => {
    const own = linesOf(orders.filter((order) => order.customerId === customerId));
    for (const [query, token] of [
      ['', customer],
      [`customerId=${customerId}`, staff],
    ] as const) {
      const rows = await both(query, token);
      expect(rows.map(({ orderId, lineNo }) => `${orderId}/${lineNo}`).toSorted()).toEqual(own);
    }
    const stranger = await mintToken(unique('stranger'), 'customer');
    expect((await get('', stranger)).text).toBe('');
    expect((await get(`customerId=${customerId}`, stranger)).body.code).toBe('customer_not_found');
  });
});
