import type { OrderRow } from './order-row.js';

/** All rows of one invoice, or a single row that belongs to none (`number` is null). */
export interface Invoice {
  readonly number: string | null;
  readonly rows: OrderRow[];
  /** Why it may not become an order whatever its rows say. */
  readonly refused: InvoiceRefusal | null;
}

export type InvoiceRefusal = 'returned_after_window' | 'too_many_lines' | 'file_cut';

interface OpenInvoice extends Invoice {
  readonly number: string;
  refused: InvoiceRefusal | null;
  touchedAt: number;
}

/** No order may be longer, so neither may a group that waits in memory. */
export const MAX_LINES_PER_ORDER = 2_000;

/**
 * Gathers rows to invoices. Rows of one invoice may be interleaved with others, so a changed number ends nothing: an
 * invoice is complete when `window` rows have passed since its last one. Memory holds the rows of that window and the
 * numbers already seen.
 */
export class InvoiceGrouper {
  /** Ordered by the last row of each, so that the oldest is always first. */
  private readonly open = new Map<string, OpenInvoice>();
  private readonly closed = new Map<string, InvoiceRefusal>();
  private orphans: OrderRow[] = [];
  private current: OpenInvoice | null = null;
  private count = 0;

  constructor(private readonly window: number) {}

  add(row: OrderRow): Invoice[] {
    this.count += 1;
    if (row.invoice === null) {
      this.orphans.push(row);
      return this.orphans.length > MAX_LINES_PER_ORDER ? this.releaseOrphans(null) : [];
    }
    const complete = this.releaseOrphans(row.invoice);
    const invoice = this.invoiceOf(row.invoice);
    invoice.rows.push(row);
    invoice.touchedAt = this.count;
    this.current = invoice;
    if (invoice.rows.length > MAX_LINES_PER_ORDER) {
      this.close(invoice, 'too_many_lines');
      complete.push({ ...invoice, refused: invoice.refused ?? 'too_many_lines' });
    }
    for (const oldest of this.open.values()) {
      if (this.count - oldest.touchedAt < this.window) break;
      this.close(oldest, 'returned_after_window');
      complete.push(oldest);
    }
    return complete;
  }

  /** No more rows. In a file that was cut, the last invoice may have lost some of its own. */
  end(cut = false): Invoice[] {
    if (cut && this.current) this.current.refused ??= 'file_cut';
    const complete = [...this.releaseOrphans(null), ...this.open.values()];
    this.open.clear();
    return complete;
  }

  /** Unreadable rows between two rows of one invoice are taken for its own: without them its total would be wrong. */
  private releaseOrphans(next: string | null): Invoice[] {
    if (this.orphans.length === 0) return [];
    const rows = this.orphans;
    this.orphans = [];
    if (next !== null && this.current?.number === next && this.open.has(next)) {
      this.current.rows.push(...rows);
      return [];
    }
    return rows.map((row) => ({ number: null, rows: [row], refused: null }));
  }

  private invoiceOf(number: string): OpenInvoice {
    if (this.current?.number === number && this.open.has(number)) return this.current;
    const known = this.open.get(number);
    this.open.delete(number);
    const invoice = known ?? { number, rows: [], refused: this.closed.get(number) ?? null, touchedAt: 0 };
    this.open.set(number, invoice);
    return invoice;
  }

  private close(invoice: OpenInvoice, whenItReturns: InvoiceRefusal): void {
    this.open.delete(invoice.number);
    if (this.closed.has(invoice.number)) return;
    // A piece cut out of a string keeps the whole of it in memory, here the part of the file that it was read with.
    const ownCopy = Buffer.from(invoice.number).toString();
    this.closed.set(ownCopy, whenItReturns);
  }
}
