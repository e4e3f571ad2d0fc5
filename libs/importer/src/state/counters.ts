/** What became of the invoices and of the rows of a file. Plain numbers: they live in the checkpoint. */
export interface Counters {
  readonly orders: Record<Fate, number>;
  readonly lines: Record<Fate, number>;
  /** Rejects by reason code. */
  readonly reasons: Record<string, number>;
}

export type Fate = 'imported' | 'existing' | 'rejected';

export function noCounts(): Counters {
  return {
    orders: { imported: 0, existing: 0, rejected: 0 },
    lines: { imported: 0, existing: 0, rejected: 0 },
    reasons: {},
  };
}

/** A row that belongs to no invoice counts as a line only. */
export function count(
  counters: Counters,
  fate: Fate,
  rows: number,
  isInvoice: boolean,
  reason?: string,
): void {
  const { lines, orders, reasons } = counters;
  orders[fate] += isInvoice ? 1 : 0;
  lines[fate] += rows;
  if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
}

export function total(counts: Readonly<Record<Fate, number>>): number {
  return counts.imported + counts.existing + counts.rejected;
}
