import { COLUMNS, OrderRowReader } from './order-row.js';

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

function read(change: Partial<Record<(typeof COLUMNS)[number], string>> = {}) {
  const columns = COLUMNS.map((name, index) => change[name] ?? GOOD[index] ?? '');
  return new OrderRowReader(COLUMNS).read({ line: 2, raw: columns.join(','), columns, problem: null });
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
    [{ InvoiceDate: '2011-02-28' }, 'invalid_time'],
    [{ CustomerID: '17850.5' }, 'invalid_customer'],
    [{ CustomerID: 'Bob' }, 'invalid_customer'],
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
    const row = new OrderRowReader(COLUMNS).read({ line: 2, raw: 'c5,x', columns: ['c5', 'x'], problem });
    expect(row).toMatchObject({ invoice: 'C5', value: null, problem });
  });

  it('should find columns by their names', () => {
    const reader = new OrderRowReader([...COLUMNS].reverse().map((name) => ` ${name.toUpperCase()}`));
    const row = reader.read({ line: 2, raw: '', columns: [...GOOD].reverse(), problem: null });
    expect(row.value?.sku).toBe('85123A');
    expect(() => new OrderRowReader(['InvoiceNo', 'Country'])).toThrow('StockCode, Description');
  });
});
