import type { StoredLines } from '@tenfold/contracts';
import type { ComparedOrder } from './reconcile.repository.js';

/** What is wrong with an order and its lines, and so how it is mended. */
export type Fault =
  /** The lines are there, and the header does not know. */
  | 'lines_unconfirmed'
  /** There are no lines, long after they should have come. */
  | 'lines_missing'
  /** The lines are there without the row that says so. */
  | 'set_missing'
  /** Header and lines agree, the row between them does not. */
  | 'set_differs'
  /** Lines and set agree, the header does not. */
  | 'header_differs'
  /** No two of them agree, or the lines are fewer than both others say. */
  | 'totals_disagree'
  /** The order is cancelled, its lines still count. */
  | 'cancellation_lost'
  /** A return has been moved on, and was not approved by it. */
  | 'approval_missed'
  /** The return is approved, its lines do not count yet. */
  | 'approval_lost'
  /** The lines do not count, though the order is not cancelled. */
  | 'cancellation_unfounded';

/** The first thing that is wrong; the next comparison finds the next. Two witnesses outvote the third. */
export function judgeOrder(order: ComparedOrder, { set, lines }: StoredLines): Fault | undefined {
  const alike = (a: Sum, b: Sum): boolean => a.itemCount === b.itemCount && a.total === b.total;
  if (set === null) {
    if (lines.itemCount === 0) return 'lines_missing';
    return alike(order, lines) ? 'set_missing' : 'totals_disagree';
  }
  if (!alike(set, lines)) return alike(order, lines) ? 'set_differs' : 'totals_disagree';
  if (!alike(order, lines)) return 'header_differs';
  if (order.itemsState === 'pending') return 'lines_unconfirmed';
  const cancelled = order.status === 'cancelled';
  if (cancelled !== set.cancelled) return cancelled ? 'cancellation_lost' : 'cancellation_unfounded';
  if (cancelled) return undefined;
  if (order.approved === false) return order.status === 'pending' ? undefined : 'approval_missed';
  return order.approved === true && set.approved === false ? 'approval_lost' : undefined;
}

interface Sum {
  readonly itemCount: number;
  readonly total: number;
}
