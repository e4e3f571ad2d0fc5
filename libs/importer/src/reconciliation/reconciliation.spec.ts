import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lineTotal } from '@tenfold/money';
import { ByteSource } from '../input/byte-source.js';
import { mapInvoice } from '../orders/invoice-mapper.js';
import { instantsOf } from '../orders/local-time.js';
import { OrderFile } from '../orders/order-file.js';
import { generateOrdersCsv } from '../testing/generate-orders-csv.js';
import { minorDigits, readLedger } from './file-ledger.js';
import type { MonthTotal } from './reconcile.js';
import { compare, reconcile } from './reconcile.js';
import { decimal, reconciliationTable } from './reconciliation-table.js';

const folder = mkdtempSync(join(tmpdir(), 'reconciliation-'));
const path = join(folder, 'orders.csv');
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const row = (number: string, quantity: string, price: string, time = '2010-12-01 08:26:00', title = 'T') =>
  `${number},1,${title},${quantity},${time},${price},,EIRE`;

/** What a faultless API would have of the file: the importer's own mapping, with the money of the money library. */
async function imported(timeZone: string): Promise<{ months: MonthTotal[]; skip: Set<number> }> {
  const options = { toInstant: instantsOf(timeZone), currency: 'GBP', keepAdjustments: false };
  const months = new Map<string, MonthTotal>();
  const skip = new Set<number>();
  for await (const invoices of new OrderFile(await ByteSource.open(path), 2_000).invoices()) {
    for (const invoice of invoices) {
      const mapped = mapInvoice(invoice, options);
      if ('refusal' in mapped) {
        for (const { line } of invoice.rows) skip.add(line);
        continue;
      }
      const { currency, kind, lines, placedAt } = mapped.order;
      const month = placedAt.slice(0, 7);
      const sum = months.get(month + kind) ?? { month, kind, currency, orders: 0, lines: 0, total: 0 };
      const money = lines.map(({ quantity, unitPrice }) => lineTotal(quantity, unitPrice, currency));
      const total = money.reduce((all, next) => all + next, sum.total);
      months.set(month + kind, { ...sum, orders: sum.orders + 1, lines: sum.lines + lines.length, total });
    }
  }
  return { months: [...months.values()], skip };
}

describe(readLedger, () => {
  const read = (content: string | Uint8Array, skip: number[] = [], timeZone = 'UTC', currency = 'GBP') => {
    writeFileSync(path, content);
    return readLedger(path, { skip: new Set(skip), timeZone, currency });
  };

  it.each([1, 2, 3, 4])(
    'should agree with importer and money library on messy file %d, zipped or not',
    async (seed) => {
      const { csv } = generateOrdersCsv(seed, 300);
      for (const timeZone of ['UTC', 'Australia/Sydney']) {
        for (const content of [csv, gzipSync(csv)]) {
          writeFileSync(path, content);
          const { months, skip } = await imported(timeZone);
          const ledger = await readLedger(path, { skip, timeZone, currency: 'GBP' });
          expect(ledger.unexplained).toEqual([]);
          expect(compare(ledger, 'GBP', months, months).equal).toBe(true);
        }
      }
    },
  );

  it.each([400, 900, 5_000])('should agree on a file cut after %d bytes', async (bytes) => {
    writeFileSync(path, gzipSync(generateOrdersCsv(9, 200).csv).subarray(0, bytes));
    const { months, skip } = await imported('UTC');
    const ledger = await readLedger(path, { skip, timeZone: 'UTC', currency: 'GBP' });
    expect(compare(ledger, 'GBP', months, months).equal).toBe(true);
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
  const ledger = {
    months: new Map([['2010-12 sale', { orders: 2, lines: 3, total: 1_000n }]]),
    skipped: { orders: 1, lines: 1, total: 0n },
    unexplained: [],
  };
  const month: MonthTotal = {
    month: '2010-12',
    kind: 'sale',
    currency: 'GBP',
    orders: 2,
    lines: 3,
    total: 1_000,
  };
  const patience = { rounds: 2, intervalMs: 0 };

  it('should wait for lines that are still on their way', async () => {
    const answers = [
      { ...month, orders: 1, lines: 1, total: 100 },
      { ...month, lines: 2, total: 300 },
      month,
    ];
    const fetched: string[] = [];
    const result = await reconcile(
      ledger,
      'GBP',
      async (service) => {
        fetched.push(service);
        return [service === 'orders' ? month : (answers.shift() ?? month)];
      },
      patience,
    );
    expect(result.equal).toBe(true);
    expect(fetched).toEqual(['orders', 'order-items', 'order-items', 'order-items']);
  });

  it('should stop waiting when no more lines arrive', async () => {
    const short = { ...month, lines: 2, total: 900 };
    const result = await reconcile(
      ledger,
      'GBP',
      async (service) => [service === 'orders' ? month : short],
      patience,
    );
    expect(result.equal).toBe(false);
    expect(reconciliationTable(result, 'GBP', 2)).toContain('lines +0 orders, -1 lines, -1.00');
  });

  it.each([
    ['a penny', { total: 999 }, 'headers +0 orders, +0 lines, -0.01'],
    ['an order', { orders: 3 }, 'headers +1 orders, +0 lines, +0.00'],
    ['a currency', { currency: 'EUR' }, 'sale-EUR'],
    ['a month', { month: '2011-01' }, '2011-01'],
  ])('should see a difference of %s', (_, change, text) => {
    const result = compare(ledger, 'GBP', [{ ...month, ...change }], [month]);
    expect(result.equal).toBe(false);
    expect(reconciliationTable(result, 'GBP', 2)).toContain(text);
    expect(reconciliationTable(result, 'GBP', 2)).toContain('DIFFERENT');
  });

  it('should not call equal what it could not read', () => {
    expect(compare({ ...ledger, unexplained: [7] }, 'GBP', [month], [month]).equal).toBe(false);
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
