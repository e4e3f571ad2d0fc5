import type { Pieces } from '@tenfold/money';
import { isCurrent } from '../returns/returned-pieces.service.js';
import type { ReturnedRow } from '../returns/returns.repository.js';

export type ReturnsFault =
  /** More pieces or more money than the line has, or all pieces and not all of the money. Nobody can mend what was paid back. */
  | 'returns_disagree'
  /** The row that the next return is decided on is not what the returns come to. */
  | 'returned_differs';

/**
 * What is wrong with the returns of a line.
 * @param sold undefined when the sale has no such line
 * @param counted what its returns come to by their own lines
 * @param row what is kept of them. A row that has no amount, or one of other pieces, is judged by its pieces
 */
export function judgeReturns(
  sold: Pieces | undefined,
  counted: Pieces,
  row: ReturnedRow | undefined,
): ReturnsFault | undefined {
  const { quantity, amount } = counted;
  if (sold === undefined || quantity > sold.quantity || amount > sold.amount) return 'returns_disagree';
  if (quantity === sold.quantity && amount !== sold.amount) return 'returns_disagree';
  if (quantity !== (row?.quantity ?? 0)) return 'returned_differs';
  return row !== undefined && isCurrent(row) && row.amount !== amount ? 'returned_differs' : undefined;
}
