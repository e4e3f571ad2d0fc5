import { setTimeout as pause } from 'node:timers/promises';
import type { FileLedger, Sum } from './file-ledger.js';

/** What the API says that an order comes to. */
export interface OrderTotal {
  readonly orderId: string;
  readonly month: string;
  readonly kind: 'sale' | 'return';
  readonly currency: string;
  readonly lines: number;
  readonly total: number;
}

/** An invoice of the file, and the order that it is. */
export interface FileOrder {
  readonly invoice: string;
  readonly orderId: string;
}

/** Three independent sums of the same thing: of the file, of the order headers, of the order lines. */
export interface ReconciledMonth {
  readonly month: string;
  readonly kind: string;
  readonly file: Sum;
  readonly headers: Sum;
  readonly lines: Sum;
}

/** An invoice of which they do not say the same. */
export interface DifferentInvoice {
  readonly invoice: string;
  readonly file: Sum;
  readonly headers: Sum;
  readonly lines: Sum;
}

export interface Reconciliation {
  readonly months: readonly ReconciledMonth[];
  readonly ledger: FileLedger;
  /** The first of them. */
  readonly different: readonly DifferentInvoice[];
  readonly equal: boolean;
}

/** What a service says of some orders; those that it does not have are left out. */
export type FetchTotals = (
  service: 'orders' | 'order-items',
  orderIds: readonly string[],
) => Promise<readonly OrderTotal[]>;

/** Orders of one question: as many as the API takes. */
const AT_ONCE = 100;
const SHOWN = 20;
const NOTHING: Sum = { orders: 0, lines: 0, total: 0n };

/** Lines may still be on their way from an outbox: that is no difference unless they stop arriving. */
const PATIENCE = { rounds: 20, intervalMs: 1_000 };

interface Answered extends FileOrder {
  readonly header: OrderTotal | undefined;
  readonly lines: OrderTotal | undefined;
}

/**
 * Compares the invoices of a file with the orders that they are, whatever else the API has, a hundred at a time. Waits for lines as long
 * as they keep coming.
 * @param orders of the file, each once
 */
export async function reconcile(
  ledger: FileLedger,
  currency: string,
  orders: AsyncIterable<FileOrder>,
  fetchTotals: FetchTotals,
  patience = PATIENCE,
): Promise<Reconciliation> {
  const comparison = new Comparison(ledger, currency);
  let late: FileOrder[] = [];
  const settle = async (some: readonly FileOrder[], last: boolean): Promise<FileOrder[]> => {
    const answers = await ask(some, fetchTotals);
    const waiting = last ? [] : answers.filter(isLate);
    for (const answer of answers) if (!waiting.includes(answer)) comparison.add(answer);
    return waiting;
  };
  for await (const some of chunks(orders)) late.push(...(await settle(some, false)));
  for (let idle = 0; late.length > 0;) {
    await pause(patience.intervalMs);
    const before = late;
    late = [];
    for await (const some of chunks(before)) late.push(...(await settle(some, idle + 1 >= patience.rounds)));
    idle = late.length === before.length ? idle + 1 : 0;
  }
  return comparison.result();
}

async function ask(some: readonly FileOrder[], fetchTotals: FetchTotals): Promise<Answered[]> {
  const ids = some.map(({ orderId }) => orderId);
  const [headers, lines] = await Promise.all(
    (['orders', 'order-items'] as const).map(async (service) => {
      const totals = await fetchTotals(service, ids);
      return new Map(totals.map((one) => [one.orderId, one]));
    }),
  );
  return some.map((order) => ({
    ...order,
    header: headers?.get(order.orderId),
    lines: lines?.get(order.orderId),
  }));
}

/** Whether lines of an order are missing that its header counts. */
function isLate({ header, lines }: Answered): boolean {
  return header !== undefined && (lines?.lines ?? 0) < header.lines;
}

async function* chunks(orders: AsyncIterable<FileOrder> | Iterable<FileOrder>): AsyncGenerator<FileOrder[]> {
  let some: FileOrder[] = [];
  for await (const order of orders) {
    some.push(order);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Adds up what the API says by month and kind, and holds each invoice against the file. */
class Comparison {
  private readonly headers = new Map<string, Sum>();
  private readonly lines = new Map<string, Sum>();
  private readonly different: DifferentInvoice[] = [];
  private readonly unseen: Set<string>;

  constructor(
    private readonly ledger: FileLedger,
    private readonly currency: string,
  ) {
    this.unseen = new Set(ledger.invoices.keys());
  }

  add({ invoice, header, lines }: Answered): void {
    this.unseen.delete(invoice);
    this.enter(this.headers, header);
    this.enter(this.lines, lines);
    this.judge(invoice, sumOf(header), sumOf(lines));
  }

  result(): Reconciliation {
    for (const invoice of this.unseen) this.judge(invoice, NOTHING, NOTHING);
    const { headers, ledger, lines } = this;
    const keys = new Set([...ledger.months.keys(), ...headers.keys(), ...lines.keys()]);
    const months = [...keys].sort().map((key) => {
      const [month = '', kind = ''] = key.split(' ');
      const at = (side: ReadonlyMap<string, Sum>): Sum => side.get(key) ?? NOTHING;
      return { month, kind, file: at(ledger.months), headers: at(headers), lines: at(lines) };
    });
    const alike = months.every(({ file, headers: h, lines: l }) => isSame(file, h) && isSame(file, l));
    const equal = alike && this.different.length === 0 && ledger.unexplained.length === 0;
    return { months, ledger, different: this.different, equal };
  }

  private judge(invoice: string, headers: Sum, lines: Sum): void {
    const file = this.ledger.invoices.get(invoice) ?? NOTHING;
    if (isSame(file, headers) && isSame(file, lines)) return;
    if (this.different.length < SHOWN) this.different.push({ invoice, file, headers, lines });
  }

  /** Money of another currency than the file's has no place in its sums: it becomes a row of its own, a difference. */
  private enter(side: Map<string, Sum>, one: OrderTotal | undefined): void {
    if (one === undefined) return;
    const kind = one.currency === this.currency ? one.kind : `${one.kind}-${one.currency}`;
    const key = `${one.month} ${kind}`;
    const sum = side.get(key) ?? NOTHING;
    const { lines, total } = sumOf(one);
    side.set(key, { orders: sum.orders + 1, lines: sum.lines + lines, total: sum.total + total });
  }
}

function sumOf(one: OrderTotal | undefined): Sum {
  return one === undefined ? NOTHING : { orders: 1, lines: one.lines, total: BigInt(one.total) };
}

export function isSame(a: Sum, b: Sum): boolean {
  return a.orders === b.orders && a.lines === b.lines && a.total === b.total;
}
