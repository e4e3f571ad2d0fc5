import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lineTotal } from '@tenfold/money';
import { ByteSource } from '../input/byte-source.js';
import { mapInvoice } from '../orders/invoice-mapper.js';
import { instantsOf } from '../orders/local-time.js';
import { OrderFile } from '../orders/order-file.js';
import { detectOrderForm } from '../orders/order-form.js';
import { generateOrdersCsv } from '../testing/generate-orders-csv.js';
import { minorDigits, readLedger } from './file-ledger.js';
import type { FetchTotals, FileOrder, OrderTotal } from './reconcile.js';
import { reconcile } from './reconcile.js';
import { decimal, reconciliationTable } from './reconciliation-table.js';

const folder = mkdtempSync(join(tmpdir(), 'reconciliation-'));
const path = join(folder, 'orders.csv');
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const row = (number: string, quantity: string, price: string, time = '2010-12-01 08:26:00', title = 'T') =>
  `${number},1,${title},${quantity},${time},${price},,EIRE`;

const form = () => detectOrderForm(path, { map: {} });

interface Imported {
  readonly orders: FileOrder[];
  readonly totals: OrderTotal[];
  readonly skip: Set<number>;
}

/** What a faultless API would have of the file: the importer's own mapping, with the money of the money library. */
async function imported(timeZone: string): Promise<Imported> {
  const options = { toInstant: instantsOf(timeZone), currency: 'GBP', keepAdjustments: false };
  const result: Imported = { orders: [], totals: [], skip: new Set() };
  for await (const invoices of new OrderFile(await ByteSource.open(path), await form(), 2_000).invoices()) {
    for (const invoice of invoices) {
      const mapped = mapInvoice(invoice, options);
      if ('refusal' in mapped) {
        for (const { line } of invoice.rows) result.skip.add(line);
        continue;
      }
      const { currency, externalReference, kind, lines, placedAt } = mapped.order;
      const orderId = `id-${externalReference}`;
      const money = lines.map(({ quantity, unitPrice }) => lineTotal(quantity, unitPrice, currency));
      const total = money.reduce((all, next) => all + next, 0);
      result.orders.push({ invoice: externalReference, orderId });
      result.totals.push({
        orderId,
        month: placedAt.slice(0, 7),
        kind,
        currency,
        lines: lines.length,
        total,
      });
    }
  }
  return result;
}

async function* listed(orders: readonly FileOrder[]): AsyncGenerator<FileOrder> {
  yield* orders;
}

/** An API that has these orders, with their lines. */
const having =
  (totals: readonly OrderTotal[]): FetchTotals =>
  async (_, ids) =>
    totals.filter(({ orderId }) => ids.includes(orderId));

describe(readLedger, () => {
  const read = async (
    content: string | Uint8Array,
    skip: number[] = [],
    timeZone = 'UTC',
    currency = 'GBP',
  ) => {
    writeFileSync(path, content);
    return readLedger(path, { skip: new Set(skip), timeZone, currency, form: await form() });
  };

  it.each([1, 2, 3, 4])(
    'should agree with importer and money library on messy file %d, zipped or not',
    async (seed) => {
      const { csv } = generateOrdersCsv(seed, 300);
      for (const timeZone of ['UTC', 'Australia/Sydney']) {
        for (const content of [csv, gzipSync(csv)]) {
          writeFileSync(path, content);
          const { orders, skip, totals } = await imported(timeZone);
          const ledger = await readLedger(path, { skip, timeZone, currency: 'GBP', form: await form() });
          expect(ledger.unexplained).toEqual([]);
          expect((await reconcile(ledger, 'GBP', listed(orders), having(totals))).equal).toBe(true);
        }
      }
    },
  );

  it.each([400, 900, 5_000])('should agree on a file cut after %d bytes', async (bytes) => {
    writeFileSync(path, gzipSync(generateOrdersCsv(9, 200).csv).subarray(0, bytes));
    const { orders, skip, totals } = await imported('UTC');
    const ledger = await readLedger(path, { skip, timeZone: 'UTC', currency: 'GBP', form: await form() });
    expect((await reconcile(ledger, 'GBP', listed(orders), having(totals))).equal).toBe(true);
  });

  it('should round each line once, half away from zero', async () => {
    const lines = [
      row('1', '1', '0.005'),
      row('1', '1', '0.001'),
      row('C2', '-1', '0.005'),
      row('3', '74215', '1.04'),
    ];
    const { months } = await read([HEADER, ...lines].join('\r\n'));
    expect(months.get('2010-12 sale')).toEqual({ orders: 2, lines: 3, total: 1n + 0n + 7_718_360n });
    expect(months.get('2010-12 return')).toEqual({ orders: 1, lines: 1, total: -1n });
  });

  it('should know the digits of other currencies', async () => {
    expect(['JPY', 'GBP', 'BHD'].map(minorDigits)).toEqual([0, 2, 3]);
    const { months } = await read(`${HEADER}\n${row('1', '3', '1.5')}\n`, [], 'UTC', 'JPY');
    expect(months.get('2010-12 sale')?.total).toBe(5n);
  });

  it('should leave out the lines that were rejected and name the unreadable ones that were not', async () => {
    const text = [
      HEADER,
      row('1', '1', '1.0'),
      row('2', 'x', '1.0'),
      '3,"open',
      row('4', '2', '1.0'),
      row('5', '1', 'y'),
    ];
    const ledger = await read(text.join('\n'), [3, 5]);
    expect(ledger.months.get('2010-12 sale')).toEqual({ orders: 1, lines: 1, total: 100n });
    expect(ledger.skipped).toEqual({ orders: 1, lines: 2, total: 200n });
    expect(ledger.unexplained).toEqual([4, 6]);
  });

  it('should count an order in the month of its earliest line, in UTC', async () => {
    const lines = [
      row('1', '1', '1.0', '2011-01-01 00:01:00'),
      row('1', '1', '1.0', '2010-12-31 23:59:00', '"a\nb"'),
    ];
    const text = [HEADER, ...lines].join('\n');
    expect([...(await read(text)).months.keys()]).toEqual(['2010-12 sale']);
    expect([...(await read(text, [], 'America/New_York')).months.keys()]).toEqual(['2011-01 sale']);
  });
});

describe(reconcile, () => {
  const sums = (lines: number, total: bigint) => ({ orders: 1, lines, total });
  const ledger = {
    months: new Map([['2010-12 sale', { orders: 2, lines: 3, total: 1_000n }]]),
    invoices: new Map([
      ['A1', sums(1, 100n)],
      ['A2', sums(2, 900n)],
    ]),
    skipped: { orders: 1, lines: 1, total: 0n },
    unexplained: [],
  };
  const orders = ['A1', 'A2'].map((invoice) => ({ invoice, orderId: `id-${invoice}` }));
  const order = (
    invoice: string,
    lines: number,
    total: number,
    more: Partial<OrderTotal> = {},
  ): OrderTotal => {
    return {
      orderId: `id-${invoice}`,
      month: '2010-12',
      kind: 'sale',
      currency: 'GBP',
      lines,
      total,
      ...more,
    };
  };
  const all = [order('A1', 1, 100), order('A2', 2, 900)];
  const patience = { rounds: 2, intervalMs: 0 };
  const run = (fetchTotals: FetchTotals, of = ledger) =>
    reconcile(of, 'GBP', listed(orders), fetchTotals, patience);

  it('should look at the invoices of the file only, whatever else the API has', async () => {
    const asked: (readonly string[])[] = [];
    const result = await run(async (service, ids) => {
      asked.push(ids);
      return having([...all, order('OTHER', 9, 9_999)])(service, ids);
    });
    expect(result).toMatchObject({ equal: true, different: [] });
    expect(asked).toEqual([orders, orders].map((some) => some.map(({ orderId }) => orderId)));
  });

  it('should ask for at most a hundred orders at once, and for each of them', async () => {
    const many = Array.from({ length: 250 }, (_, n) => order(`B${n}`, 1, 1));
    const invoices = new Map(many.map((_, n) => [`B${n}`, sums(1, 1n)]));
    const months = new Map([['2010-12 sale', { orders: 250, lines: 250, total: 250n }]]);
    const sizes: number[] = [];
    const fetchTotals: FetchTotals = (service, ids) => {
      sizes.push(ids.length);
      return having(many)(service, ids);
    };
    const known = many.map(({ orderId }, n) => ({ invoice: `B${n}`, orderId }));
    const result = await reconcile(
      { ...ledger, invoices, months },
      'GBP',
      listed(known),
      fetchTotals,
      patience,
    );
    expect(result.equal).toBe(true);
    expect(sizes).toEqual([100, 100, 100, 100, 50, 50]);
  });

  it('should wait for lines that are still on their way, and ask for those orders alone', async () => {
    const answers = [[order('A2', 1, 300)], [], [order('A2', 2, 900)]];
    const asked: string[] = [];
    const result = await run(async (service, ids) => {
      if (service === 'orders') return having(all)(service, ids);
      asked.push(ids.join(' '));
      return [order('A1', 1, 100), ...(answers.shift() ?? [])].filter(({ orderId }) => ids.includes(orderId));
    });
    expect(result.equal).toBe(true);
    expect(asked).toEqual(['id-A1 id-A2', 'id-A2', 'id-A2']);
  });

  it('should stop waiting when no more lines arrive', async () => {
    const short = [order('A1', 1, 100), order('A2', 1, 800)];
    const result = await run((service, ids) => having(service === 'orders' ? all : short)(service, ids));
    expect(result.equal).toBe(false);
    const table = reconciliationTable(result, 'GBP', 2);
    expect(table).toContain('lines +0 orders, -1 lines, -1.00');
    expect(table).toContain('A2: 2 lines, 9.00 in the file; the order has 2 lines, 9.00: lines +0 orders');
  });

  it.each([
    ['a penny', [order('A1', 1, 99), all[1]], 'headers +0 orders, +0 lines, -0.01'],
    ['an order', [all[0]], 'A2: the API has no such order'],
    ['a currency', [order('A1', 1, 100, { currency: 'EUR' }), all[1]], 'sale-EUR'],
    ['a month', [order('A1', 1, 100, { month: '2011-01' }), all[1]], '2011-01'],
    ['a kind', [order('A1', 1, 100, { kind: 'return' }), all[1]], 'return'],
  ])('should see a difference of %s', async (_, totals, text) => {
    const result = await run(having(totals as OrderTotal[]));
    expect(result.equal).toBe(false);
    expect(reconciliationTable(result, 'GBP', 2)).toContain(text);
    expect(reconciliationTable(result, 'GBP', 2)).toContain('DIFFERENT');
  });

  it('should see an invoice that no order was reported for, and one whose money went to another', async () => {
    const lost = await reconcile(ledger, 'GBP', listed(orders.slice(0, 1)), having(all), patience);
    expect(lost).toMatchObject({ equal: false, different: [{ invoice: 'A2' }] });
    const swapped = await run(having([order('A1', 2, 900), order('A2', 1, 100)]));
    expect(swapped).toMatchObject({ equal: false, different: [{ invoice: 'A1' }, { invoice: 'A2' }] });
  });

  it('should not call equal what it could not read', async () => {
    expect((await run(having(all), { ...ledger, unexplained: [7] } as never)).equal).toBe(false);
  });
});

describe(decimal, () => {
  it.each([
    [-42_851_573n, 2, '-428,515.73'],
    [5n, 2, '0.05'],
    [0n, 0, '0'],
    [1_234n, 0, '1,234'],
    [-1n, 3, '-0.001'],
  ])('should write %d with %d digits as %s', (minor, digits, text) => {
    expect(decimal(minor, digits)).toBe(text);
  });
});
