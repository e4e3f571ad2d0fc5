import { setTimeout as pause } from 'node:timers/promises';
import type { FileLedger, Sum } from './file-ledger.js';

/** A month of one kind as the API adds it up. */
export interface MonthTotal {
  readonly month: string;
  readonly kind: 'sale' | 'return';
  readonly currency: string;
  readonly orders: number;
  readonly lines: number;
  readonly total: number;
}

/** Three independent sums of the same thing: of the file, of the order headers, of the order lines. */
export interface ReconciledMonth {
  readonly month: string;
  readonly kind: string;
  readonly file: Sum;
  readonly headers: Sum;
  readonly lines: Sum;
}

export interface Reconciliation {
  readonly months: readonly ReconciledMonth[];
  readonly ledger: FileLedger;
  readonly equal: boolean;
}

export type FetchMonths = (service: 'orders' | 'order-items') => Promise<readonly MonthTotal[]>;

/** Lines may still be on their way from an outbox: that is no difference unless they stop arriving. */
const PATIENCE = { rounds: 20, intervalMs: 1_000 };

/** Compares the file with what the API has, waiting for lines as long as they keep coming. */
export async function reconcile(
  ledger: FileLedger,
  currency: string,
  fetchMonths: FetchMonths,
  patience = PATIENCE,
): Promise<Reconciliation> {
  const headers = await fetchMonths('orders');
  let lines = await fetchMonths('order-items');
  let result = compare(ledger, currency, headers, lines);
  for (let idle = 0; lag(result) && idle < patience.rounds;) {
    await pause(patience.intervalMs);
    const seen = count(lines);
    lines = await fetchMonths('order-items');
    idle = count(lines) === seen ? idle + 1 : 0;
    result = compare(ledger, currency, headers, lines);
  }
  return result;
}

export function compare(
  ledger: FileLedger,
  currency: string,
  headers: readonly MonthTotal[],
  lines: readonly MonthTotal[],
): Reconciliation {
  const sums = { file: ledger.months, headers: byMonth(headers, currency), lines: byMonth(lines, currency) };
  const keys = new Set([...sums.file.keys(), ...sums.headers.keys(), ...sums.lines.keys()]);
  const months = [...keys].sort().map((key) => {
    const [month = '', kind = ''] = key.split(' ');
    const at = (side: ReadonlyMap<string, Sum>): Sum => side.get(key) ?? { orders: 0, lines: 0, total: 0n };
    return { month, kind, file: at(sums.file), headers: at(sums.headers), lines: at(sums.lines) };
  });
  const equal = months.every(({ file, headers: h, lines: l }) => isSame(file, h) && isSame(file, l));
  return { months, ledger, equal: equal && ledger.unexplained.length === 0 };
}

export function isSame(a: Sum, b: Sum): boolean {
  return a.orders === b.orders && a.lines === b.lines && a.total === b.total;
}

/** Money of another currency than the file's has no place in its sums: it becomes a row of its own, a difference. */
function byMonth(months: readonly MonthTotal[], expected: string): Map<string, Sum> {
  const rows = months.map(({ currency, kind, lines, month, orders, total }) => {
    const key = currency === expected ? `${month} ${kind}` : `${month} ${kind}-${currency}`;
    return [key, { orders, lines, total: BigInt(total) }] as const;
  });
  return new Map(rows);
}

/** Whether the headers are right and only lines are missing. */
function lag({ equal, months }: Reconciliation): boolean {
  return (
    !equal && months.every(({ file, headers, lines }) => isSame(file, headers) && lines.lines <= file.lines)
  );
}

function count(months: readonly MonthTotal[]): number {
  return months.reduce((sum, { lines }) => sum + lines, 0);
}
