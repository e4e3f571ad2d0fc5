import { Injectable } from '@nestjs/common';
import type { Difference } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import type { Pieces } from '@tenfold/money';
import { ReturnedPiecesService } from '../returns/returned-pieces.service.js';
import { ReturnsRepository, type ReturnedRow } from '../returns/returns.repository.js';
import { StoredLinesService } from '../returns/stored-lines.service.js';
import { sideBySide } from '../sums/side-by-side.js';
import { judgeReturns } from './judge-returns.js';
import type { ComparedOrder } from './reconcile.repository.js';

const NOTHING: Pieces = { quantity: 0, amount: 0 };

/** Compares the lines of sales with what has come back of them, by the lines of their returns. */
@Injectable()
export class ReconcileReturnsService {
  constructor(
    private readonly returns: ReturnsRepository,
    private readonly returned: ReturnedPiecesService,
    private readonly lines: StoredLinesService,
  ) {}

  /** @param quietSince sales with a return that has changed later are left alone */
  async compare(
    orders: readonly ComparedOrder[],
    quietSince: string,
    repair: boolean,
  ): Promise<Difference[]> {
    const sales = orders.filter(({ kind, itemsState }) => kind === 'sale' && itemsState === 'stored');
    if (sales.length === 0) return [];
    const some = await this.returns.withReturns(
      sales.map(({ bucket, id: orderId }) => ({ bucket, orderId })),
    );
    const found = await sideBySide(
      sales.filter(({ id }) => some.has(id)),
      (sale) => this.compareSale(sale, quietSince, repair).catch(nothingWhilePending),
    );
    return found.flat();
  }

  private async compareSale(sale: ComparedOrder, quietSince: string, repair: boolean): Promise<Difference[]> {
    const place = { bucket: sale.bucket, orderId: sale.id };
    // The rows first: a return or a cancellation that comes after them is one that is not quiet.
    const rows = new Map((await this.returns.returned(place)).map((row) => [row.lineNo, row]));
    const returns = await this.returns.ofSale(place);
    const settled = returns.every(({ cancelled, stored, updatedAt }) => {
      return (cancelled || stored) && Date.parse(updatedAt) <= Date.parse(quietSince);
    });
    if (!settled) return [];
    const counted = await this.returned.counted(returns);
    const sold = new Map(
      (await this.lines.of(sale)).map(({ lineNo, quantity, lineTotal: amount }) => [
        lineNo,
        { quantity, amount },
      ]),
    );
    const differences: Difference[] = [];
    for (const lineNo of new Set([...rows.keys(), ...counted.keys()])) {
      const sums = counted.get(lineNo) ?? NOTHING;
      const row = rows.get(lineNo);
      const kind = judgeReturns(sold.get(lineNo), sums, row);
      if (kind === undefined) continue;
      const mended = repair && kind === 'returned_differs' && (await this.mend(place, row, sums));
      const outcome = !repair ? 'open' : mended ? 'mended' : 'unmendable';
      const detail = JSON.stringify({ line: sold.get(lineNo) ?? null, returns: sums, kept: row ?? null });
      differences.push({ kind, key: `${sale.id} ${lineNo}`, detail, outcome });
    }
    return differences;
  }

  private async mend(
    place: { bucket: number; orderId: string },
    row: ReturnedRow | undefined,
    counted: Pieces,
  ): Promise<boolean> {
    return row !== undefined && (await this.returns.mend(place, row, counted));
  }
}

/** Lines that should be there and are not are found, and named, where orders are compared with their lines. */
function nothingWhilePending(error: unknown): Difference[] {
  if (error instanceof AppError && error.code === 'order_items_pending') return [];
  throw error;
}
