import { Injectable } from '@nestjs/common';
import type { ReconciledMonth } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import {
  CursorCodec,
  cutPage,
  ifMatch,
  requireIfMatch,
  strongEtag,
  type FoundRows,
  type Page,
} from '@tenfold/http';
import { hasRole, type Principal } from '@tenfold/identity';
import { bucketOf, bucketOfId, firstIdOfMs, newId } from '@tenfold/ids';
import type { CancelOrder, Order, OrderHistory, OrdersQuery, OrderTransition } from './dto/order.dto.js';
import { assertCancellable, assertTransition, type OrderStatus } from './order.transitions.js';
import { toOrder } from './order.view.js';
import { customerNotFound, orderChanged, orderNotFound } from './orders.errors.js';
import { OrdersRepository, type ListFilter, type OrderPlace, type OrderRow } from './orders.repository.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const BEYOND_LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Times a cancellation is decided anew when somebody else moves the order meanwhile. */
const CANCEL_ATTEMPTS = 3;

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly cursors: CursorCodec,
  ) {}

  async get(principal: Principal, orderId: string, members?: readonly string[]): Promise<Order> {
    return toOrder(await this.load(principal, orderId, members));
  }

  async list(principal: Principal, query: OrdersQuery): Promise<Page<Order>> {
    const { cursor, limit, ...filters } = query;
    const customerId = customerOf(principal, filters.customerId);
    // The caller is part of the scope: a position in one customer's list is of no use in another's.
    const scope = `orders:${JSON.stringify({ ...filters, customerId })}`;
    const [after] = this.cursors.decode(scope, cursor);
    const { rows, incomplete } = await this.rows(customerId, filterOf(query, after as string | undefined));
    const found = { rows: rows.map(toOrder), incomplete };
    return cutPage(found, limit, (last) => this.cursors.encode(scope, [last.id]));
  }

  async history(principal: Principal, orderId: string): Promise<OrderHistory> {
    const { bucket, id } = await this.load(principal, orderId, []);
    return { items: await this.orders.history(bucket, id) };
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

  async reconcile(source: string): Promise<ReconciledMonth[]> {
    return this.orders.reconcile(source);
  }

  /** The order, if the caller may see it. @throws order_not_found, alike for a stranger's order and for none */
  async load(principal: Principal, orderId: string, members?: readonly string[]): Promise<OrderRow> {
    const owner = hasRole(principal, 'staff', 'admin') ? null : principal.subject;
    const row = await this.orders.find(bucketOfId(orderId), orderId, owner, members);
    if (row === undefined) throw orderNotFound();
    return row;
  }

  /** The lines of these orders are stored. An order that this was said of before stays as it is. */
  async itemsStored(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.orders.markStored(placesOf(orderIds));
  }

  /** The lines of these orders no longer count. */
  async itemsCancelled(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.orders.confirmCancelled(placesOf(orderIds));
  }

  private async step(
    principal: Principal,
    row: OrderRow,
    to: OrderStatus,
    reason: string | null,
  ): Promise<OrderRow | undefined> {
    return this.orders.transition(row.bucket, row.id, {
      from: row.status,
      to,
      version: row.version,
      actor: principal.subject,
      reason,
      at: new Date().toISOString(),
      outboxId: newId(row.bucket),
    });
  }

  private async rows(customerId: string | null, filter: ListFilter): Promise<FoundRows<OrderRow>> {
    if (customerId === null) return this.orders.list(filter);
    const rows = await this.orders.listOfCustomer(bucketOf(customerId), customerId, filter);
    return { rows, incomplete: false };
  }
}

function placesOf(orderIds: readonly string[]): OrderPlace[] {
  return [...new Set(orderIds)].map((orderId) => ({ bucket: bucketOfId(orderId), orderId }));
}

function etagOf(row: OrderRow): string {
  return strongEtag(JSON.stringify(toOrder(row)));
}

/** Whose orders are listed: staff's choice or everybody's; a customer's own, whatever he asks for. */
function customerOf(principal: Principal, asked: string | undefined): string | null {
  if (hasRole(principal, 'staff', 'admin')) return asked ?? null;
  if (asked !== undefined && asked !== principal.subject) throw customerNotFound();
  return principal.subject;
}

/** When an order was placed is the front of its id, so a range of times is a range of ids. */
function filterOf(query: OrdersQuery, after: string | undefined): ListFilter {
  const to = query.placedTo === undefined ? BEYOND_LAST_ID : idAt(query.placedTo);
  return {
    below: after !== undefined && after < to ? after : to,
    from: query.placedFrom === undefined ? FIRST_ID : idAt(query.placedFrom),
    status: query.status ?? null,
    kind: query.kind ?? null,
    limit: query.limit + 1,
  };
}

/** Before 1970 there are no ids. */
function idAt(time: string): string {
  return firstIdOfMs(Math.max(0, Date.parse(time)));
}
