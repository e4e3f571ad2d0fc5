import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ByteSource } from '../input/byte-source.js';
import { readLedger } from '../reconciliation/file-ledger.js';
import { parseColumnMap } from './columns.js';
import { OrderFile } from './order-file.js';
import { detectOrderForm, type OrderFormOptions } from './order-form.js';

const folder = mkdtempSync(join(tmpdir(), 'order-form-'));
const path = join(folder, 'orders');
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

interface Line {
  readonly invoice: number;
  readonly title: string;
  readonly quantity: number;
  readonly minute: number;
  readonly price: number;
  readonly customer: string;
}

/** How a spreadsheet writes a table. */
interface Writing {
  readonly encoding:
    | 'utf-8'
    | 'utf-8 with a mark'
    | 'windows-1252'
    | 'utf-16le'
    | 'utf-16le with a mark'
    | 'utf-16be with a mark';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly sep: boolean;
  readonly date: keyof typeof DATES;
  readonly quoted: boolean;
  readonly zipped: boolean;
}

const two = (value: number): string => String(value).padStart(2, '0');
const DATES = {
  iso: (at: Date) => `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)}`,
  'iso with T': (at: Date) => at.toISOString().slice(0, 19),
  'iso without seconds': (at: Date) => at.toISOString().slice(0, 16).replace('T', ' '),
  'month/day': (at: Date) =>
    `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${at.getUTCHours()}:${two(at.getUTCMinutes())}`,
  'day-month': (at: Date) =>
    `${two(at.getUTCDate())}-${two(at.getUTCMonth() + 1)}-${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
  'day.month.': (at: Date) =>
    `${at.getUTCDate()}.${at.getUTCMonth() + 1}.${at.getUTCFullYear()} ${at.getUTCHours()}:${two(at.getUTCMinutes())}`,
  'AM and PM': (at: Date) =>
    `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  serial: (at: Date) => String(Number((at.getTime() / 86_400_000 + 25_569).toFixed(8))),
};

function bytesOf(
  lines: readonly Line[],
  { date, delimiter, encoding, lineEnd, quoted, sep, zipped }: Writing,
): Buffer {
  const cell = (text: string): string =>
    quoted || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const price = (minor: number): string =>
    (minor / 100).toFixed(2).replace('.', delimiter === ';' ? ',' : '.');
  const rows = lines.map(({ customer, invoice, minute, price: minor, quantity, title }) => {
    const at = DATES[date](new Date(Date.UTC(2010, 10, 20) + minute * 60_000));
    return [String(invoice), '1', title, String(quantity), at, price(minor), customer, 'France'];
  });
  const text = [
    ...(sep ? [`sep=${delimiter}`] : []),
    ...[HEADER, ...rows].map((cells) => cells.map(cell).join(delimiter)),
    '',
  ].join(lineEnd);
  const bytes = {
    'utf-8': () => Buffer.from(text),
    'utf-8 with a mark': () => Buffer.from(`\uFEFF${text}`),
    'windows-1252': () => Buffer.from(text, 'latin1'),
    'utf-16le': () => Buffer.from(text, 'utf16le'),
    'utf-16le with a mark': () => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    'utf-16be with a mark': () => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  }[encoding]();
  return zipped ? gzipSync(bytes) : bytes;
}

const title = fc
  .array(fc.constantFrom('a', 'Z', '£', 'é', 'ß', ' ', ',', ';', '|', '"', '=', '1'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => `T${parts.join('')}x`);
const line = fc.record<Line>({
  invoice: fc.integer({ min: 500_000, max: 500_005 }),
  title,
  quantity: fc.integer({ min: 1, max: 40 }),
  minute: fc.nat(60 * 24 * 30),
  price: fc.nat(10_000),
  customer: fc.constantFrom('17850', 'Bob', 'Müller GmbH'),
});
const writing = fc.record<Writing>({
  encoding: fc.constantFrom(
    'utf-8',
    'utf-8 with a mark',
    'windows-1252',
    'utf-16le',
    'utf-16le with a mark',
    'utf-16be with a mark',
  ),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  sep: fc.boolean(),
  date: fc.constantFrom(...(Object.keys(DATES) as (keyof typeof DATES)[])),
  quoted: fc.boolean(),
  zipped: fc.boolean(),
});
const PLAIN: Writing = {
  encoding: 'utf-8',
  delimiter: ',',
  lineEnd: '\n',
  sep: false,
  date: 'iso',
  quoted: false,
  zipped: false,
};

async function read(bytes: Uint8Array, options: OrderFormOptions = { map: {} }) {
  writeFileSync(path, bytes);
  const form = await detectOrderForm(path, options);
  const file = new OrderFile(await ByteSource.open(path), form, 2_000);
  const rows = [];
  for await (const invoices of file.invoices())
    for (const { number, rows: own } of invoices)
      rows.push(...own.map(({ problem, value }) => ({ number, problem, value })));
  const ledger = await readLedger(path, { skip: new Set(), timeZone: 'UTC', currency: 'GBP', form });
  return {
    form,
    rows,
    months: [...ledger.months],
    invoices: [...ledger.invoices],
    unexplained: ledger.unexplained,
  };
}

describe(detectOrderForm, () => {
  it('should read the same orders and the same sums however a spreadsheet has written them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), writing, async (lines, how) => {
        // A day after the twelfth says in which order days and months are.
        const decided = [...lines, { ...lines[0], minute: 0 } as Line];
        const { form: _, ...plain } = await read(bytesOf(decided, PLAIN));
        const bytes = bytesOf(decided, how);
        // By chance some of its bytes are characters of UTF-8, and somebody has to say that they are not.
        const isBoth =
          how.encoding === 'windows-1252' && lines.some(({ title: text }) => /ß£|é££/.test(text));
        const said = isBoth ? ({ encoding: 'windows-1252' } as const) : {};
        const { form: __, ...same } = await read(bytes, { map: {}, ...said });
        expect(same).toEqual(plain);
        expect(same.rows.every(({ problem }) => problem === null)).toBe(true);
        expect(same.unexplained).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  const row = (date: string, more = '') => `536365,1,T,1,${date},1.0,17850,France${more}`;
  const csv = (...rows: string[]): Buffer => Buffer.from([HEADER.join(','), ...rows, ''].join('\n'));

  it('should ask for --date-format where no date says it, and take what is said', async () => {
    const file = csv(row('1/2/2010 8:26'), row('3/3/2010 8:26'));
    await expect(read(file)).rejects.toThrow(/1\/2\/2010 8:26 \(line 2\).*--date-format dmy or mdy/);
    expect((await read(file, { map: {}, dayOrder: 'dmy' })).rows[0]?.value?.localTime).toBe(
      '2010-02-01 08:26:00',
    );
    expect((await read(file, { map: {}, dayOrder: 'mdy' })).rows[0]?.value?.localTime).toBe(
      '2010-01-02 08:26:00',
    );
  });

  it('should need nobody where dates read alike both ways', async () => {
    expect((await read(csv(row('3/3/2010 8:26')))).rows[0]?.value?.localTime).toBe('2010-03-03 08:26:00');
  });

  it('should reject a date of the other order than those before, and never turn it round', async () => {
    const { rows } = await read(csv(row('13/12/2010 8:26'), row('12/14/2010 8:26')));
    expect(rows.map(({ problem }) => problem?.code)).toEqual([undefined, 'invalid_time']);
  });

  it('should keep a damaged UTF-8 file what it is, and reject the row that is damaged', async () => {
    const bytes = Buffer.concat([
      csv(row('2010-12-01 08:26:00').replace(',T,', ',Tür,')),
      Buffer.from('536366,1,A', 'latin1'),
      Buffer.from([0xa3]),
      Buffer.from(',1,2010-12-01 08:26:00,1.0,17850,France\n'),
    ]);
    const { form, rows } = await read(bytes);
    expect(form.encoding).toBe('utf-8');
    expect(rows.map(({ problem }) => problem?.code)).toEqual([undefined, 'not_utf8']);
  });

  it('should say what it has found in a file that is none of orders', async () => {
    const file = Buffer.from('No;Article;Pieces;Day;Each\n1;A;2;2010-12-01;3,50\n');
    await expect(read(file)).rejects.toThrow(
      /no column for invoice \(InvoiceNo or Invoice\), sku.*utf-8 with semicolon.*"No", "Article".*--map/,
    );
    const map = parseColumnMap('invoice=No,sku=Article,quantity=Pieces,date=Day,price=Each');
    const { rows } = await read(file, { map });
    expect(rows).toMatchObject([
      {
        number: '1',
        value: {
          sku: 'A',
          title: 'A',
          quantity: 2,
          unitPrice: '3.50',
          localTime: '2010-12-01 00:00:00',
          customerId: null,
          country: '',
        },
      },
    ]);
    await expect(read(file, { map: { ...map, title: 'Name' } })).rejects.toThrow(
      'no column for title (Name)',
    );
  });

  it.each([
    ['', 'is empty: not even a header'],
    ['sep=;\n', 'is empty: not even a header'],
  ])('should refuse %j', async (text, message) => {
    await expect(read(Buffer.from(text))).rejects.toThrow(message);
  });
});

describe(parseColumnMap, () => {
  it('should take names with blanks and equal signs', () => {
    expect(parseColumnMap('sku=Stock Code, price=a=b')).toEqual({ sku: 'Stock Code', price: 'a=b' });
    expect(parseColumnMap('auto')).toEqual({});
  });

  it.each([
    ['colour=Red', 'is none of invoice, sku'],
    ['sku', 'sku has no column'],
    ['sku=A,sku=B', 'named twice'],
  ])('should refuse %s', (text, message) => {
    expect(() => parseColumnMap(text)).toThrow(message);
  });
});
