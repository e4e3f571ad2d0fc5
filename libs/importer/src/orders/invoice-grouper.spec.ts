import fc from 'fast-check';
import { InvoiceGrouper, MAX_LINES_PER_ORDER } from './invoice-grouper.js';
import type { OrderRow } from './order-row.js';

function row(invoice: string | null, line = 0): OrderRow {
  return { line, raw: '', invoice, value: null, problem: null };
}

function group(numbers: readonly (string | null)[], window: number, cut = false) {
  const grouper = new InvoiceGrouper(window);
  const invoices = numbers.flatMap((number, index) => grouper.add(row(number, index)));
  return [...invoices, ...grouper.end(cut)].map(({ number, refused, rows }) => ({
    number,
    lines: rows.map(({ line }) => line),
    refused,
  }));
}

describe(InvoiceGrouper, () => {
  it('should put interleaved rows together', () => {
    expect(group(['A1', 'B2', 'A1', 'B2', 'B2'], 10)).toEqual([
      { number: 'A1', lines: [0, 2], refused: null },
      { number: 'B2', lines: [1, 3, 4], refused: null },
    ]);
  });

  it('should complete an invoice when its window has passed and report it when it returns', () => {
    expect(group(['A1', 'B2', 'B2', 'B2', 'A1'], 3)).toEqual([
      { number: 'A1', lines: [0], refused: null },
      { number: 'B2', lines: [1, 2, 3], refused: null },
      { number: 'A1', lines: [4], refused: 'returned_after_window' },
    ]);
  });

  it('should not keep an endless invoice in memory', () => {
    const invoices = group(
      Array.from({ length: MAX_LINES_PER_ORDER * 2 + 5 }, () => 'A1'),
      10,
    );
    expect(invoices.map(({ lines, refused }) => [lines.length, refused])).toEqual([
      [MAX_LINES_PER_ORDER + 1, 'too_many_lines'],
      [MAX_LINES_PER_ORDER + 1, 'too_many_lines'],
      [3, 'too_many_lines'],
    ]);
  });

  it('should give an unreadable row to the invoice around it and to nobody between two', () => {
    expect(group(['A1', null, 'A1', null, 'B2', null], 10)).toEqual([
      { number: null, lines: [3], refused: null },
      { number: null, lines: [5], refused: null },
      { number: 'A1', lines: [0, 1, 2], refused: null },
      { number: 'B2', lines: [4], refused: null },
    ]);
  });

  it('should refuse the last invoice of a file that was cut', () => {
    expect(group(['A1', 'B2'], 10, true).map(({ refused }) => refused)).toEqual([null, 'file_cut']);
  });

  it('should give every row exactly once, whatever the order and the window', () => {
    const numbers = fc.array(fc.constantFrom('A1', 'B2', 'C3', 'D4', null), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 20 }), (order, window) => {
        const lines = group(order, window).flatMap((invoice) => invoice.lines);
        expect(lines.sort((a, b) => a - b)).toEqual(order.map((_, index) => index));
      }),
    );
  });

  it('should never split an invoice whose rows are nearer than the window', () => {
    const numbers = fc.array(fc.constantFrom('A1', 'B2', 'C3'), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, (order) => {
        const invoices = group(order, 41);
        expect(invoices).toHaveLength(new Set(order).size);
        expect(invoices.every(({ refused }) => refused === null)).toBe(true);
      }),
    );
  });
});
