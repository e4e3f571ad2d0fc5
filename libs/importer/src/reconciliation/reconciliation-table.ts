import type { Sum } from './file-ledger.js';
import type { DifferentInvoice, ReconciledMonth, Reconciliation } from './reconcile.js';
import { isSame } from './reconcile.js';

/** Invoices that are named. */
const SHOWN = 10;
const COLUMNS = ['month', 'kind', 'orders', 'lines', 'file', 'headers', 'lines', 'verdict'];

/** The comparison as text: counts and money of the file, money of both services, and every difference to the penny. */
export function reconciliationTable(
  { different, equal, ledger, months }: Reconciliation,
  currency: string,
  digits: number,
): string {
  const money = (minor: bigint): string => decimal(minor, digits);
  const all = sumUp(months);
  const rows = [...months, all].map((row) => [
    row.month,
    row.kind,
    grouped(String(row.file.orders)),
    grouped(String(row.file.lines)),
    money(row.file.total),
    money(row.headers.total),
    money(row.lines.total),
    verdict(row, money),
  ]);
  const { lines, orders, total } = ledger.skipped;
  return [
    `Reconciliation (${currency}): the invoices of this file without its rejected rows, the headers and the lines of their orders`,
    ...aligned([COLUMNS, ...rows]),
    `rejected and therefore not above: ${grouped(String(orders))} invoices, ${grouped(String(lines))} lines, ${money(total)}`,
    ...unexplained(ledger.unexplained),
    equal ? 'equal to the penny' : 'DIFFERENT',
    ...different.slice(0, SHOWN).map((one) => `  ${differenceOf(one, money)}`),
    ...(different.length > SHOWN ? ['  and more invoices'] : []),
    '',
  ].join('\n');
}

type Sides = Pick<ReconciledMonth, 'file' | 'headers' | 'lines'>;

function differenceOf(one: DifferentInvoice, money: (minor: bigint) => string): string {
  if (one.file.orders === 0) return `${one.invoice}: not in this file`;
  const { orders, lines, total } = one.headers;
  if (orders === 0) return `${one.invoice}: the API has no such order`;
  const known = `the order has ${lines} lines, ${money(total)}`;
  return `${one.invoice}: ${one.file.lines} lines, ${money(one.file.total)} in the file; ${known}: ${verdict(one, money)}`;
}

function verdict({ file, headers, lines }: Sides, money: (minor: bigint) => string): string {
  const parts = [
    ['headers', headers],
    ['lines', lines],
  ] as const;
  const differences = parts.flatMap(([name, sum]) => {
    if (isSame(file, sum)) return [];
    const orders = signed(grouped(String(sum.orders - file.orders)));
    const rows = signed(grouped(String(sum.lines - file.lines)));
    return [`${name} ${orders} orders, ${rows} lines, ${signed(money(sum.total - file.total))}`];
  });
  return differences.length === 0 ? 'equal' : differences.join('; ');
}

function sumUp(months: readonly ReconciledMonth[]): ReconciledMonth {
  const add = (side: 'file' | 'headers' | 'lines'): Sum =>
    months.reduce(
      (sum, month) => ({
        orders: sum.orders + month[side].orders,
        lines: sum.lines + month[side].lines,
        total: sum.total + month[side].total,
      }),
      { orders: 0, lines: 0, total: 0n },
    );
  return { month: 'all', kind: '', file: add('file'), headers: add('headers'), lines: add('lines') };
}

function unexplained(numbers: readonly number[]): string[] {
  if (numbers.length === 0) return [];
  const shown = numbers.slice(0, 20).join(', ');
  return [
    `unreadable but not reported as rejected: ${numbers.length} lines (${shown}${numbers.length > 20 ? ', …' : ''})`,
  ];
}

/** Text to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const last = COLUMNS.length - 1;
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index < 2
          ? cell.padEnd(widths[index] ?? 0)
          : index === last
            ? cell
            : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Minor units as text in the major one, thousands apart: -12345678n is -123,456.78. */
export function decimal(minor: bigint, digits: number): string {
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = grouped(text.slice(0, text.length - digits));
  return `${minor < 0n ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function signed(text: string): string {
  return text.startsWith('-') ? text : `+${text}`;
}
