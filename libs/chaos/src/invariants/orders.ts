import type { History } from '../journal/history.js';
import type { HeaderRow, LineRow, State } from '../reader/state.js';
import { amountOf, expectedOrders, pence, type ExpectedOrder } from './expected.js';
import { Findings, type Finding } from './finding.js';

const PREVIEW = 3;

/** Every acknowledged order exists exactly once, with all its lines; and no order exists that nobody asked for. */
export function checkOrders(history: History, state: State): Finding[] {
  const findings = new Findings();
  const headers = Map.groupBy(state.headers, ({ key }) => key);
  const keys = Map.groupBy(state.keys, ({ key }) => key);
  const sets = Map.groupBy(state.itemSets, ({ orderId }) => orderId);
  const lines = Map.groupBy(state.lines, ({ orderId }) => orderId);
  for (const order of expectedOrders(history)) {
    const found = headers.get(order.key) ?? [];
    const [header] = found;
    const ids = found.map(({ id }) => id);
    findings.equal(ids, [order.id], 'an acknowledged order exists exactly once', order.key);
    const owners = (keys.get(order.key) ?? []).map(({ orderId }) => orderId);
    findings.equal(owners, [order.id], 'a key belongs to one order', order.key);
    if (header === undefined) continue;
    checkHeader(findings, order, header);
    const { total, lines: sent, cancelled, key } = order;
    findings.equal(
      (sets.get(order.id) ?? []).map((set) => [set.itemCount, set.total, set.cancelled]),
      [[sent.length, total, cancelled]],
      'an order has one set of lines, that says the same',
      key,
    );
    checkLines(findings, order, lines.get(order.id) ?? []);
  }
  checkGhosts(findings, history, state);
  return findings.all;
}

function checkHeader(findings: Findings, order: ExpectedOrder, header: HeaderRow): void {
  const { customerId, currency, total, lines, cancelled, key } = order;
  const says = [header.customerId, header.currency, header.total, header.itemCount];
  findings.equal(says, [customerId, currency, total, lines.length], 'a header says what was sent', key);
  findings.equal(header.itemsState, 'stored', 'lines are stored once it is quiet', key);
  const status = cancelled ? ['cancelled', 2] : ['pending', 1];
  findings.equal([header.status, header.historyRows], status, 'status and history follow the client', key);
  const preview = header.preview.map(({ lineNo, sku, quantity }) => [lineNo, sku, quantity]);
  const first = lines.slice(0, PREVIEW).map(({ sku, quantity }, index) => [index + 1, sku, quantity]);
  findings.equal(preview, first, 'the preview is the first lines', key);
}

function checkLines(findings: Findings, { lines, key }: ExpectedOrder, rows: readonly LineRow[]): void {
  findings.equal(
    rows.map((row) => [
      row.lineNo,
      row.sku,
      row.title,
      row.quantity,
      Math.round(row.unitPrice * 100),
      row.lineTotal,
    ]),
    lines.map((line, index) => [
      index + 1,
      line.sku,
      line.title,
      line.quantity,
      pence(line.unitPrice),
      amountOf(line),
    ]),
    'lines are what was sent',
    key,
  );
}

/** Once everything unknown is settled, each row leads back to a request that was acknowledged. */
function checkGhosts(findings: Findings, history: History, state: State): void {
  const known = new Set(expectedOrders(history).map(({ id }) => id));
  const rule = 'nothing exists that was not acknowledged';
  for (const { id, key } of state.headers)
    findings.expect(known.has(id), rule, key, () => `there is an order ${id}`);
  for (const { orderId } of state.itemSets)
    findings.expect(known.has(orderId), rule, orderId, () => 'there are lines');
  for (const { key, orderId } of state.keys)
    findings.expect(known.has(orderId), rule, key, () => `the key leads to ${orderId}`);
}
