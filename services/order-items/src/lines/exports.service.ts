import { Injectable } from '@nestjs/common';
import { ALL_IDS } from '@tenfold/database';
import { AppError } from '@tenfold/errors';
import { hasRole, type Principal } from '@tenfold/identity';
import { firstIdSince } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import type { LinesExportQuery, OrderItem } from './dto/order-item.dto.js';
import { NaiveExportedLines } from './exported-lines.naive.js';
import { ExportedLinesRepository } from './exported-lines.repository.js';
import { toItem } from './line.view.js';

/** The lines of whole histories. */
@Injectable()
export class LineExportsService {
  constructor(
    private readonly keyset: ExportedLinesRepository,
    private readonly naive: NaiveExportedLines,
    private readonly strategies: Strategies,
  ) {}

  async *all(principal: Principal, query: LinesExportQuery, batch: number): AsyncGenerator<OrderItem[]> {
    const lines = this.strategies.isOn('pagination') ? this.keyset : this.naive;
    const { kind = null, placedFrom, placedTo } = query;
    const filter = {
      customerId: customerOf(principal, query.customerId),
      kind,
      placed: {
        from: placedFrom === undefined ? ALL_IDS.from : firstIdSince(Date.parse(placedFrom)),
        below: placedTo === undefined ? ALL_IDS.below : firstIdSince(Date.parse(placedTo)),
      },
    };
    for await (const rows of lines.all(filter, batch)) yield rows.map((row) => toItem(row.orderId, row));
  }
}

/** Whose lines: staff's choice or everybody's; a customer's own, whatever he asks for. */
function customerOf(principal: Principal, asked: string | undefined): string | null {
  if (hasRole(principal, 'staff', 'admin')) return asked ?? null;
  if (asked !== undefined && asked !== principal.subject) throw new AppError('customer_not_found');
  return principal.subject;
}
