import { expectedOrders } from '../invariants/expected.js';
import { historyOf, type History } from '../journal/history.js';
import type { Caller, JournalRecord, Operation, OrderBody } from '../journal/records.js';
import type { State } from '../reader/state.js';

const customer: Caller = { subject: 'run-c1', role: 'customer' };
const learner: Caller = { subject: 'run-l1', role: 'learner' };
const PRODUCTS = [
  { sku: 'RUN-SKU1', currency: 'GBP', orders: 1, soldQuantity: 2, revenue: 250 },
  { sku: 'RUN-SKU2', currency: 'GBP', orders: 1, soldQuantity: 3, revenue: 30 },
];
const CUSTOMER = {
  customerId: 'run-c1',
  currency: 'GBP',
  orders: 1,
  cancelled: 1,
  itemCount: 2,
  total: 280,
};
const BODY: OrderBody = {
  currency: 'GBP',
  lines: [
    { sku: 'run-sku1', title: 'One', quantity: 2, unitPrice: '1.25' },
    { sku: 'run-sku2', title: 'Two', quantity: 3, unitPrice: '0.10' },
  ],
  metadata: { run: 'run', key: 'run-k1' },
};

export const order = (key: string): Operation => ({
  kind: 'order',
  key,
  caller: customer,
  body: { ...BODY, metadata: { run: 'run', key } },
});
export const cancel = (orderId: string): Operation => ({ kind: 'cancel', orderId, caller: customer });
export const attempt = (key: string): Operation => ({ kind: 'attempt', key, caller: learner, quizId: 'q' });
export const answer = (attemptId: string, right: boolean): Operation => {
  return { kind: 'answer', attemptId, questionId: 'q1', sequence: 1, right, value: true, caller: learner };
};
export const submit = (attemptId: string): Operation => ({ kind: 'submit', attemptId, caller: learner });

/** A request and its answer; without one it was lost. */
export class Script {
  private readonly records: JournalRecord[] = [];
  private n = 0;

  acked(operation: Operation, id: string, rest: { hash?: string; millipoints?: number } = {}): this {
    const n = this.intent(operation);
    this.records.push({ type: 'acked', n, status: 201, hash: 'bytes', id, ...rest });
    return this;
  }

  refused(operation: Operation, status: number, code: string): this {
    const n = this.intent(operation);
    this.records.push({ type: 'refused', n, status, code });
    return this;
  }

  lost(operation: Operation): this {
    this.intent(operation);
    return this;
  }

  history(): History {
    return historyOf(this.records);
  }

  private intent(operation: Operation): number {
    this.n += 1;
    this.records.push({ type: 'intent', n: this.n, operation });
    return this.n;
  }
}

/** Two orders, the second one cancelled, and an attempt with one right answer: what a healthy run leaves. */
export function healthyRun(): { history: History; state: State } {
  const history = new Script()
    .acked(order('run-k1'), 'o1')
    .acked(order('run-k1'), 'o1')
    .lost(order('run-k2'))
    .acked(order('run-k2'), 'o2')
    .acked(cancel('o2'), 'o2')
    .acked(attempt('run-a1'), 'a1')
    .acked(answer('a1', true), 'q1')
    .acked(submit('a1'), 'a1', { millipoints: 1_000 })
    .history();
  return { history, state: healthyState(history) };
}

function healthyState(history: History): State {
  const orders = expectedOrders(history);
  return {
    headers: orders.map((expected) => ({
      shard: 'shard-1',
      bucket: 1,
      id: expected.id,
      key: expected.key,
      customerId: expected.customerId,
      status: expected.cancelled ? 'cancelled' : 'pending',
      itemsState: 'stored',
      currency: 'GBP',
      itemCount: 2,
      total: 280,
      preview: expected.lines.map(({ sku, quantity }, index) => ({ lineNo: index + 1, sku, quantity })),
      historyRows: expected.cancelled ? 2 : 1,
    })),
    itemSets: orders.map(({ id, cancelled }) => ({ orderId: id, itemCount: 2, total: 280, cancelled })),
    lines: orders.flatMap(({ id }) => [
      {
        orderId: id,
        lineNo: 1,
        sku: 'run-sku1',
        title: 'One',
        quantity: 2,
        unitPrice: 1.25,
        lineTotal: 250,
      },
      { orderId: id, lineNo: 2, sku: 'run-sku2', title: 'Two', quantity: 3, unitPrice: 0.1, lineTotal: 30 },
    ]),
    keys: orders.map(({ id, key }) => ({ key, orderId: id })),
    customers: [CUSTOMER],
    customerMonths: [CUSTOMER],
    products: PRODUCTS,
    productDays: PRODUCTS,
    attempts: [{ id: 'a1', learner: 'run-l1', state: 'submitted', graded: true, millipoints: 1_000 }],
    attemptKeys: [{ key: 'run-a1', attemptId: 'a1' }],
    answers: [{ attemptId: 'a1', questionId: 'q1', sequence: 1 }],
    gradings: new Map([['a1', ['e1']]]),
  };
}

/** The same list with its first element replaced. */
export function changed<T>(items: readonly T[], change: Partial<T>): T[] {
  return items.map((item, index) => (index === 0 ? { ...item, ...change } : item));
}
