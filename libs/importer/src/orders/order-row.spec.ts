import fc from 'fast-check';
import { columnsOf } from './columns.js';
import { OrderRowReader } from './order-row.js';

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;
const formOf = (header: readonly string[], more = {}) =>
  ({ columns: columnsOf(header, {}), dayOrder: 'dmy', delimiter: ',', ...more }) as const;

const GOOD = [
  '536365',
  '85123A',
  ' T-LIGHT HOLDER ',
  '6',
  '2010-12-01 08:26:00',
  '2.55',
  '17850.0',
  'United Kingdom',
];

function read(change: Partial<Record<(typeof COLUMNS)[number], string>> = {}, more = {}) {
  const columns = COLUMNS.map((name, index) => change[name] ?? GOOD[index] ?? '');
  const reader = new OrderRowReader(formOf(COLUMNS, more));
  return reader.read({ line: 2, raw: columns.join(','), columns, problem: null });
}

describe(OrderRowReader, () => {
  it('should read a row, trim it and strip the decimals of a customer', () => {
    expect(read().value).toEqual({
      sku: '85123A',
      title: 'T-LIGHT HOLDER',
      quantity: 6,
      unitPrice: '2.55',
      localTime: '2010-12-01 08:26:00',
      customerId: '17850',
      country: 'United Kingdom',
    });
  });

  it('should take the code for an empty title and nobody for an empty customer', () => {
    expect(read({ Description: '  ', CustomerID: '' }).value).toMatchObject({
      title: '85123A',
      customerId: null,
    });
  });

  it.each(['0.001', '0.0', '0', '12.3456'])('should keep the price %s as it is written', (price) => {
    expect(read({ UnitPrice: price }).value?.unitPrice).toBe(price);
  });

  it.each([
    [{ Quantity: '0' }, 'zero_quantity'],
    [{ Quantity: '-0' }, 'zero_quantity'],
    [{ Quantity: '1.5' }, 'invalid_quantity'],
    [{ Quantity: '2147483648' }, 'invalid_quantity'],
    [{ Quantity: '' }, 'invalid_quantity'],
    [{ UnitPrice: '-1.00' }, 'negative_price'],
    [{ UnitPrice: '1.00001' }, 'too_many_decimals'],
    [{ UnitPrice: '1e3' }, 'invalid_price'],
    [{ UnitPrice: '' }, 'invalid_price'],
    [{ InvoiceDate: '2011-02-29 10:00:00' }, 'invalid_time'],
    [{ InvoiceDate: '2011-02-28T10:00:00Z' }, 'invalid_time'],
    [{ InvoiceDate: '12/13/2010 10:00' }, 'invalid_time'],
    [{ InvoiceDate: 'yesterday' }, 'invalid_time'],
    [{ UnitPrice: '2,55' }, 'invalid_price'],
    [{ CustomerID: 'x'.repeat(129) }, 'invalid_customer'],
    [{ CustomerID: 'a\u0001' }, 'invalid_customer'],
    [{ StockCode: ' ' }, 'missing_sku'],
    [{ Description: 'A\u0000B' }, 'control_character'],
  ])('should find what is wrong with %j', (change, code) => {
    const row = read(change);
    expect(row.problem?.code).toBe(code);
    expect(row.invoice).toBe('536365');
  });

  it('should not guess an invoice from a number that is none', () => {
    expect(read({ InvoiceNo: 'total' })).toMatchObject({
      invoice: null,
      problem: { code: 'invalid_invoice_number' },
    });
  });

  it('should take the number of a broken row from its first column', () => {
    const problem = { code: 'wrong_column_count', detail: '' };
    const row = new OrderRowReader(formOf(COLUMNS)).read({
      line: 2,
      raw: 'c5,x',
      columns: ['c5', 'x'],
      problem,
    });
    expect(row).toMatchObject({ invoice: 'C5', value: null, problem });
  });

  it('should find columns by their names', () => {
    const header = [...COLUMNS].reverse().map((name) => ` ${name.toUpperCase()}`);
    const reader = new OrderRowReader(formOf(header));
    const row = reader.read({ line: 2, raw: '', columns: [...GOOD].reverse(), problem: null });
    expect(row.value?.sku).toBe('85123A');
  });

  it.each([
    ['17850.0', '17850'],
    ['17850.5', '17850.5'],
    ['Bob', 'Bob'],
    ['Müller GmbH', 'M%C3%BCller%20GmbH'],
    ['100%', '100%25'],
    ["O'Neill", "O'Neill"],
  ])('should take the customer %s as %s', (text, customerId) => {
    expect(read({ CustomerID: text }).value?.customerId).toBe(customerId);
  });

  it('should take every text for a customer that the API takes, and no two for one', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((text) => text.trim());
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        fc.pre(a !== '' && b !== '' && a !== b && !/\.0+$|\p{Cc}/u.test(`${a} ${b}`) && !/\.0+$/.test(a));
        const [one, other] = [a, b].map((text) => read({ CustomerID: text }).value?.customerId);
        expect(one).toMatch(/^[!-~]{1,128}$/);
        expect(one).not.toBe(other);
      }),
    );
  });

  it.each(['INV-2010/001', 'A563185', '2010_7', 'R#12'])(
    'should take %s for the number of an invoice',
    (number) => {
      expect(read({ InvoiceNo: number }).invoice).toBe(number);
    },
  );

  it('should read a comma in a price where lists are parted by semicolons', () => {
    expect(read({ UnitPrice: '2,55' }, { delimiter: ';' }).value?.unitPrice).toBe('2.55');
    expect(read({ UnitPrice: '1.234,50' }, { delimiter: ';' }).problem?.code).toBe('invalid_price');
  });
});
