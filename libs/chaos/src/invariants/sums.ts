import type { History } from '../journal/history.js';
import type { State } from '../reader/state.js';
import { amountOf, expectedOrders, type ExpectedOrder } from './expected.js';
import { Findings, type Finding } from './finding.js';

type Sums = Map<string, number[]>;

/** What is kept summed up equals what the journal adds up to. */
export function checkSums(history: History, state: State): Finding[] {
  const findings = new Findings();
  const orders = expectedOrders(history);
  const kept = (rows: State['customers']) =>
    rows.map((row): [string, number[]] => [
      `${row.customerId} ${row.currency}`,
      [row.orders, row.cancelled, row.itemCount, row.total],
    ]);
  compare(findings, 'the sums of a customer', kept(state.customers), customerSums(orders));
  compare(findings, 'the months of a customer', kept(state.customerMonths), customerSums(orders));
  const sold = (rows: State['products']) =>
    rows.map((row): [string, number[]] => [
      `${row.sku.toLowerCase()} ${row.currency}`,
      [row.orders, row.soldQuantity, row.revenue],
    ]);
  compare(findings, 'the sales of a product', sold(state.products), productSums(orders));
  compare(findings, 'the days of a product', sold(state.productDays), productSums(orders));
  return findings.all;
}

function customerSums(orders: readonly ExpectedOrder[]): Sums {
  const sums: Sums = new Map();
  for (const { customerId, currency, lines, total, cancelled } of orders) {
    if (customerId === null) continue;
    const counts = cancelled ? [0, 1, 0, 0] : [1, 0, lines.length, total];
    add(sums, `${customerId} ${currency}`, counts);
  }
  return sums;
}

/** A cancelled order leaves a product's row behind, with nothing in it. */
function productSums(orders: readonly ExpectedOrder[]): Sums {
  const sums: Sums = new Map();
  for (const { currency, lines, cancelled } of orders) {
    for (const [sku, own] of Map.groupBy(lines, (line) => line.sku)) {
      const quantity = own.reduce((sum, line) => sum + line.quantity, 0);
      const revenue = own.reduce((sum, line) => sum + amountOf(line), 0);
      add(sums, `${sku.toLowerCase()} ${currency}`, cancelled ? [0, 0, 0] : [1, quantity, revenue]);
    }
  }
  return sums;
}

function add(sums: Sums, name: string, values: readonly number[]): void {
  const before = sums.get(name) ?? values.map(() => 0);
  sums.set(
    name,
    before.map((value, index) => value + (values[index] ?? 0)),
  );
}

function compare(
  findings: Findings,
  what: string,
  rows: readonly (readonly [string, number[]])[],
  sums: Sums,
): void {
  const byName = Map.groupBy(rows, ([name]) => name);
  for (const name of new Set([...byName.keys(), ...sums.keys()])) {
    const found = (byName.get(name) ?? []).map(([, values]) => values);
    const expected = sums.get(name);
    findings.equal(found, expected === undefined ? [] : [expected], `${what} equal the journal`, name);
  }
}
