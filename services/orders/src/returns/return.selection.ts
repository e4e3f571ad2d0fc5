import type { Line } from '@tenfold/contracts';
import { AppError, type FieldError } from '@tenfold/errors';
import { shareOfLine } from '@tenfold/money';
import type { LineDraft } from '../orders/order.composition.js';
import type { TakenLine } from '../orders/placing.repository.js';
import type { ReturnOrder } from './dto/return-order.dto.js';
import type { Returned } from './returned-pieces.service.js';

export interface Selection {
  readonly drafts: readonly LineDraft[];
  readonly taken: readonly TakenLine[];
}

const NOTHING: Returned = { quantity: 0, amount: 0, kept: 0 };

/**
 * Which pieces of which lines come back, as lines of the return. What they come to is their share of the line's total and not
 * quantity times price: rounded one by one, parts come to more than the whole.
 * @param returned what has come back before, by line number
 */
export function selectReturn(
  sold: readonly Line[],
  returned: ReadonlyMap<number, Returned>,
  asked: ReturnOrder['lines'],
): Selection {
  const before = (line: Line): Returned => returned.get(line.lineNo) ?? NOTHING;
  const left = (line: Line): number => line.quantity - before(line).quantity;
  const wanted = asked ?? sold.map((line) => ({ lineNo: line.lineNo, quantity: left(line) }));
  const chosen = wanted.filter((line) => line.quantity > 0);
  if (chosen.length === 0) throw nothingLeft();
  const byNumber = new Map(sold.map((line) => [line.lineNo, line]));
  refuse('validation_failed', wrongNumbers(chosen, byNumber));
  refuse('return_exceeds_order', tooMany(chosen, byNumber, left));
  const pairs = chosen.flatMap(({ lineNo, quantity }) => {
    const line = byNumber.get(lineNo);
    return line === undefined ? [] : [{ line, taken: takenOf(line, before(line), quantity) }];
  });
  return {
    drafts: pairs.map(({ line, taken }) => ({
      ...line,
      quantity: -taken.quantity,
      lineTotal: 0 - taken.amount,
    })),
    taken: pairs.map(({ taken }) => taken),
  };
}

function takenOf(line: Line, before: Returned, quantity: number): TakenLine {
  const sold = { quantity: line.quantity, amount: line.lineTotal };
  const amount = shareOfLine(sold, before, quantity);
  return {
    lineNo: line.lineNo,
    ordered: line.quantity,
    quantity,
    amount,
    before: { quantity: before.quantity, kept: before.kept },
    amountAfter: before.amount + amount,
  };
}

type Chosen = readonly { readonly lineNo: number; readonly quantity: number }[];

function wrongNumbers(chosen: Chosen, sold: ReadonlyMap<number, Line>): FieldError[] {
  const seen = new Set<number>();
  return chosen.flatMap(({ lineNo }, index): FieldError[] => {
    const pointer = `/lines/${index}/lineNo`;
    const twice = seen.has(lineNo);
    seen.add(lineNo);
    if (twice) return [{ pointer, code: 'duplicate', detail: 'stands in this request already' }];
    if (!sold.has(lineNo)) return [{ pointer, code: 'line_not_found', detail: 'is no line of this order' }];
    return [];
  });
}

function tooMany(
  chosen: Chosen,
  sold: ReadonlyMap<number, Line>,
  left: (line: Line) => number,
): FieldError[] {
  return chosen.flatMap(({ lineNo, quantity }, index) => {
    const line = sold.get(lineNo);
    if (line === undefined || quantity <= left(line)) return [];
    const detail = `only ${left(line)} of ${line.quantity} can still come back`;
    return [{ pointer: `/lines/${index}/quantity`, code: 'return_exceeds_order', detail }];
  });
}

function refuse(code: 'validation_failed' | 'return_exceeds_order', errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  throw new AppError(code, {
    detail: `${first.pointer ?? ''}: ${first.detail}`,
    errors: errors.slice(0, 20),
  });
}

function nothingLeft(): AppError {
  return new AppError('order_not_returnable', { detail: 'everything of this order has come back already' });
}
