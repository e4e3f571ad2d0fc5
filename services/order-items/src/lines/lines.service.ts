import { Injectable } from '@nestjs/common';
import {
  linesApproved,
  linesCancelled,
  linesStored,
  MAX_LINES,
  type Line,
  type OrderLines,
  type ReconciledOrder,
} from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import { CursorCodec, mapPage, readPage, type Page } from '@tenfold/http';
import { hasRole, type Principal } from '@tenfold/identity';
import { bucketOfId } from '@tenfold/ids';
import { canonicalUnitPrice } from '@tenfold/money';
import { Metrics } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import type { OrderItem } from './dto/order-item.dto.js';
import { GatheringService } from './gathering.service.js';
import { toItem } from './line.view.js';
import { NaiveLines } from './lines.naive.js';
import { LinesRepository } from './lines.repository.js';

@Injectable()
export class LinesService {
  private stored = 0;

  constructor(
    private readonly lines: LinesRepository,
    private readonly naive: NaiveLines,
    private readonly cursors: CursorCodec,
    private readonly strategies: Strategies,
    private readonly gathering: GatheringService,
    metrics: Metrics,
  ) {
    metrics.counter('tenfold_order_lines_stored_total', () => this.stored);
  }

  /** Orders whose lines are there already are left as they are. */
  async store(orders: readonly OrderLines[]): Promise<void> {
    const ids = new Set(await this.lines.store(orders));
    for (const { orderId, lines } of orders) if (ids.has(orderId)) this.stored += lines.length;
  }

  /** @returns false when its lines were there already */
  async storeOne(order: OrderLines): Promise<boolean> {
    const stored = await this.lines.storeOne(order);
    if (stored) this.noted(order);
    return stored;
  }

  /** @returns until when the order may be written; undefined when its lines were there already */
  async storeAhead(order: OrderLines): Promise<string | undefined> {
    const until = await this.lines.storeAhead(order);
    if (until !== undefined) this.noted(order);
    return until;
  }

  /** Of an order that will not be placed. @returns false when they are not there, or count already */
  async discard(orderId: string): Promise<boolean> {
    return (await this.lines.discard([orderId])).length > 0;
  }

  /** The lines as an event: comes only while orders has not heard that they are stored, so it is told again. */
  async storeOnceMore(order: OrderLines): Promise<void> {
    if (await this.storeOne(order)) return;
    // Stored ahead, they may be on their way out. Once they are confirmed, or found again, nobody takes them back.
    if (!(await this.lines.confirm(order.orderId)) && (await this.storeOne(order))) return;
    await this.lines.sayAgain(bucketOfId(order.orderId), order.orderId, linesStored.subject);
  }

  /** @throws conflict (to be tried again) while the lines are still on their way: the two events may overtake each other */
  async cancel(orderId: string): Promise<void> {
    const bucket = bucketOfId(orderId);
    if (await this.lines.cancel(bucket, orderId, MAX_LINES)) return;
    // Lines that are there and not cancelled have come since the statement above: the next try cancels them.
    if (await this.lines.isCancelled(bucket, orderId))
      return this.lines.sayAgain(bucket, orderId, linesCancelled.subject);
    throw new AppError('conflict', { detail: `the lines of ${orderId} have not come yet` });
  }

  /** @throws conflict (to be tried again) while the lines of the return are still on their way */
  async approve(orderId: string): Promise<void> {
    const bucket = bucketOfId(orderId);
    if (await this.lines.approve(bucket, orderId, MAX_LINES)) return;
    if (await this.lines.isApproved(bucket, orderId))
      return this.lines.sayAgain(bucket, orderId, linesApproved.subject);
    throw new AppError('conflict', { detail: `the lines of ${orderId} have not come yet` });
  }

  /** For another service, which has decided already who may see them. */
  async list(orderId: string, after: number, limit: number): Promise<Line[]> {
    const place = { direction: 'forward', key: [after] } as const;
    const rows = await this.lines.list(bucketOfId(orderId), orderId, null, place, limit);
    return rows.map(({ currency: _currency, unitPrice, ...row }) => ({
      ...row,
      unitPrice: canonicalUnitPrice(unitPrice),
    }));
  }

  async page(
    principal: Principal,
    orderId: string,
    cursor: string | undefined,
    limit: number,
    members?: readonly string[],
  ): Promise<Page<OrderItem>> {
    const bucket = bucketOfId(orderId);
    const owner = ownerFilter(principal);
    const lists = this.strategies.isOn('pagination') ? this.lines : this.naive;
    const request = { scope: `order-items:${orderId}`, cursor, limit };
    const page = await readPage(
      this.cursors,
      request,
      (place, most) => lists.list(bucket, orderId, owner, place, most, members),
      ({ lineNo }) => [lineNo],
    );
    if (page.items.length === 0) throw notFound();
    return mapPage(page, (row) => toItem(orderId, row));
  }

  async one(
    principal: Principal,
    orderId: string,
    lineNo: number,
    members?: readonly string[],
  ): Promise<OrderItem> {
    const row = await this.lines.find(bucketOfId(orderId), orderId, ownerFilter(principal), lineNo, members);
    if (row === undefined) throw notFound();
    return toItem(orderId, row);
  }

  /** @returns those of these orders that have lines */
  async reconcile(orderIds: readonly string[]): Promise<ReconciledOrder[]> {
    return this.lines.reconcile(orderIds);
  }

  private noted(order: OrderLines): void {
    this.stored += order.lines.length;
    this.gathering.soon(order);
  }
}

/** Staff see every order; a customer's own id becomes part of the statement, so that a stranger's order has no rows. */
function ownerFilter(principal: Principal): string | null {
  return hasRole(principal, 'staff', 'admin') ? null : principal.subject;
}

function notFound(): AppError {
  return new AppError('order_items_not_found', {
    detail:
      'there is no such order for you, or its lines are pending and not stored yet: see itemsState of the order',
  });
}
