import { Injectable } from '@nestjs/common';
import { sumMinor, type Pieces } from '@tenfold/money';
import type { OrderPlace } from '../orders/orders.repository.js';
import { ReturnsRepository, type ReturnedRow, type ReturnOfSale } from './returns.repository.js';
import { StoredLinesService } from './stored-lines.service.js';

/** What has come back of a line. */
export interface Returned extends Pieces {
  /** The amount that the row has; null where it has none, or one of other pieces. */
  readonly kept: number | null;
}

/** What has come back of the lines of a sale, in pieces and in money. */
@Injectable()
export class ReturnedPiecesService {
  constructor(
    private readonly returns: ReturnsRepository,
    private readonly lines: StoredLinesService,
  ) {}

  /** By line number. A line of which nothing has ever come back is not there. */
  async of(sale: OrderPlace): Promise<Map<number, Returned>> {
    const rows = await this.returns.returned(sale);
    const counted = rows.every(isCurrent) ? undefined : await this.counted(await this.returns.ofSale(sale));
    return new Map(
      rows.map((row) => {
        const { lineNo, quantity, amount: kept } = row;
        const amount = isCurrent(row) ? row.amount : (counted?.get(lineNo)?.amount ?? 0);
        return [lineNo, { quantity, amount, kept }];
      }),
    );
  }

  /** What these returns come to, by the number of the line, from their own lines. Cancelled ones come to nothing. */
  async counted(returns: readonly ReturnOfSale[]): Promise<Map<number, Pieces>> {
    const sums = new Map<number, Pieces>();
    for (const one of returns.filter(({ cancelled }) => !cancelled)) {
      for (const { lineNo, quantity, lineTotal } of await this.lines.of(one)) {
        const sum = sums.get(lineNo) ?? { quantity: 0, amount: 0 };
        const amount = sumMinor([sum.amount, -lineTotal]);
        sums.set(lineNo, { quantity: sum.quantity - quantity, amount });
      }
    }
    return sums;
  }
}

/** Its amount is that of its pieces. */
export function isCurrent(row: ReturnedRow): row is ReturnedRow & { readonly amount: number } {
  return row.amount !== null && row.amountOf === row.quantity;
}
