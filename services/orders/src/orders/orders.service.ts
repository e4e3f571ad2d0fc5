import { Injectable } from '@nestjs/common';
import { orderApproved, orderCancelled, type ReconciledOrder } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import { ifMatch, requireIfMatch, strongEtag } from '@tenfold/http';
import { hasRole, type Principal } from '@tenfold/identity';
import { bucketOfId, newId } from '@tenfold/ids';
import { OrderCounts } from './order-counts.js';
import type { CancelOrder, Order, OrderTransition } from './dto/order.dto.js';
import { assertCancellable, assertTransition, type OrderStatus } from './order.transitions.js';
import { orderText } from './order.text.js';
import { toOrder } from './order.view.js';
import { orderChanged, orderNotFound } from './orders.errors.js';
import { OrdersRepository, type OrderPlace, type OrderRow } from './orders.repository.js';

/** Times a cancellation is decided anew when somebody else moves the order meanwhile. */
const CANCEL_ATTEMPTS = 3;

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly counts: OrderCounts,
  ) {}

  async get(principal: Principal, orderId: string, members?: readonly string[]): Promise<Order> {
    return toOrder(await this.load(principal, orderId, members));
  }

  /** The JSON of the whole order. */
  async getText(principal: Principal, orderId: string): Promise<string> {
    const cells = await this.orders.findCells(bucketOfId(orderId), orderId, ownerFor(principal));
    if (cells === undefined) throw orderNotFound();
    return orderText(cells);
  }

  async transition(
    principal: Principal,
    orderId: string,
    condition: string | undefined,
    { to, reason }: OrderTransition,
  ): Promise<Order> {
    const row = await this.load(principal, orderId);
    requireIfMatch(condition, etagOf(row));
    assertTransition(row.kind, row.status, to);
    const moved = await this.step(principal, row, to, reason ?? null);
    if (moved === undefined) throw orderChanged();
    return toOrder(moved);
  }

  /** `If-Match` is welcome but not asked for: whoever cancels means the order, whatever became of it meanwhile. */
  async cancel(
    principal: Principal,
    orderId: string,
    condition: string | undefined,
    { reason }: CancelOrder,
  ): Promise<Order> {
    const byStaff = hasRole(principal, 'staff', 'admin');
    for (let attempt = 0; attempt < CANCEL_ATTEMPTS; attempt += 1) {
      const row = await this.load(principal, orderId);
      if (condition !== undefined && !ifMatch(condition, etagOf(row))) throw orderChanged();
      assertCancellable(row.kind, row.status, byStaff);
      const cancelled = await this.step(principal, row, 'cancelled', reason);
      if (cancelled !== undefined) return toOrder(cancelled);
    }
    throw new AppError('conflict', { detail: 'the order is being changed; try again' });
  }

  /** @returns those of these orders that there are */
  async reconcile(orderIds: readonly string[]): Promise<ReconciledOrder[]> {
    return this.orders.reconcile(placesOf(orderIds));
  }

  /** The order, if the caller may see it. @throws order_not_found, alike for a stranger's order and for none */
  async load(principal: Principal, orderId: string, members?: readonly string[]): Promise<OrderRow> {
    const row = await this.orders.find(bucketOfId(orderId), orderId, ownerFor(principal), members);
    if (row === undefined) throw orderNotFound();
    return row;
  }

  /** @returns those of these orders that there are, whatever has become of them */
  async placed(orderIds: readonly string[]): Promise<string[]> {
    return this.orders.placed(placesOf(orderIds));
  }

  /** The lines of these orders are stored. An order that this was said of before stays as it is. */
  async itemsStored(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.orders.markStored(placesOf(orderIds));
  }

  /** The lines of these returns count. */
  async itemsApproved(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.orders.confirm(orderApproved.subject, placesOf(orderIds));
  }

  /** The lines of these orders no longer count. */
  async itemsCancelled(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.orders.confirm(orderCancelled.subject, placesOf(orderIds));
  }

  private async step(
    principal: Principal,
    row: OrderRow,
    to: OrderStatus,
    reason: string | null,
  ): Promise<OrderRow | undefined> {
    const moved = await this.orders.transition(row.bucket, row.id, {
      from: row.status,
      to,
      version: row.version,
      actor: principal.subject,
      reason,
      at: new Date().toISOString(),
      outboxId: newId(row.bucket),
    });
    if (moved !== undefined && to === 'cancelled') this.counts.cancelled(moved);
    return moved;
  }
}

/** Whose order it has to be; null: anybody's. */
function ownerFor(principal: Principal): string | null {
  return hasRole(principal, 'staff', 'admin') ? null : principal.subject;
}

function placesOf(orderIds: readonly string[]): OrderPlace[] {
  return [...new Set(orderIds)].map((orderId) => ({ bucket: bucketOfId(orderId), orderId }));
}

function etagOf(row: OrderRow): string {
  return strongEtag(JSON.stringify(toOrder(row)));
}
