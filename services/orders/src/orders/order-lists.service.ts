import { Injectable } from '@nestjs/common';
import { ALL_IDS } from '@tenfold/database';
import {
  CursorCodec,
  mapPage,
  readAll,
  readPage,
  type CursorValue,
  type FoundRows,
  type Page,
  type Place,
} from '@tenfold/http';
import { hasRole, type Principal } from '@tenfold/identity';
import { firstIdSince } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import type { HistoryEntry, Order, OrdersFilter, OrdersQuery, PageQuery } from './dto/order.dto.js';
import { NaiveOrderLists } from './order-lists.naive.js';
import { OrderListsRepository, type Completeness, type OrderFilter } from './order-lists.repository.js';
import { orderText } from './order.text.js';
import { toOrder } from './order.view.js';
import { customerNotFound } from './orders.errors.js';
import type { OrderRow } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

const keyOf = ({ id }: OrderRow) => [id];

/** Orders by page and as a whole, and what happened to one of them. */
@Injectable()
export class OrderListsService {
  constructor(
    private readonly one: OrdersService,
    private readonly keyset: OrderListsRepository,
    private readonly naive: NaiveOrderLists,
    private readonly cursors: CursorCodec,
    private readonly strategies: Strategies,
  ) {}

  async page(
    principal: Principal,
    query: OrdersQuery,
    members: readonly string[] | undefined,
  ): Promise<Page<Order>> {
    const lists = this.lists();
    const filter = { ...filterOf(principal, query), members };
    const page = await this.read(query, filter, (...from) => lists.orders(...from), keyOf);
    return mapPage(page, toOrder);
  }

  /** A page of whole orders, each of them as its JSON. */
  async pageOfTexts(principal: Principal, query: OrdersQuery): Promise<Page<string>> {
    if (!this.strategies.isOn('pagination'))
      return mapPage(await this.page(principal, query, undefined), (order) => JSON.stringify(order));
    const page = await this.read(
      query,
      filterOf(principal, query),
      (...from) => this.keyset.cells(...from),
      ([id]) => [id ?? null],
    );
    return mapPage(page, orderText);
  }

  /** All orders that the filters leave, a batch at a time: nothing is read before it is asked for. */
  async *all(principal: Principal, filters: OrdersFilter, batch: number): AsyncGenerator<Order[]> {
    const filter = filterOf(principal, filters);
    const lists = this.lists();
    // The naive way has all of them in memory before the first is sent.
    const size = this.strategies.isOn('pagination') ? batch : Infinity;
    const read = readAll(
      size,
      async (place, most) => (await lists.orders(filter, place, most, 'whole')).rows,
      keyOf,
    );
    for await (const rows of read) yield rows.map(toOrder);
  }

  async history(
    principal: Principal,
    orderId: string,
    { cursor, limit }: PageQuery,
    members?: readonly string[],
  ): Promise<Page<HistoryEntry>> {
    const { bucket, id } = await this.one.load(principal, orderId, []);
    return readPage(
      this.cursors,
      { scope: `order-history:${id}`, cursor, limit },
      (place, most) => this.lists().history(bucket, id, place, most, members),
      ({ version }) => [version],
    );
  }

  private read<Row>(
    { cursor, limit, ...filters }: OrdersQuery,
    filter: OrderFilter,
    read: (
      filter: OrderFilter,
      place: Place,
      limit: number,
      completeness: Completeness,
    ) => Promise<FoundRows<Row>>,
    keyOf: (row: Row) => readonly CursorValue[],
  ): Promise<Page<Row>> {
    // The caller is part of the scope: a position in one customer's list is of no use in another's.
    const scope = `orders:${JSON.stringify({ ...filters, customerId: filter.customerId })}`;
    return readPage(
      this.cursors,
      { scope, cursor, limit },
      (place, most) => read(filter, place, most, 'available'),
      keyOf,
    );
  }

  private lists(): Pick<OrderListsRepository, 'orders' | 'history'> {
    return this.strategies.isOn('pagination') ? this.keyset : this.naive;
  }
}

function filterOf(principal: Principal, filters: OrdersFilter): OrderFilter {
  const { customerId, status, kind, placedFrom, placedTo } = filters;
  return {
    members: undefined,
    customerId: customerOf(principal, customerId),
    status: status ?? null,
    kind: kind ?? null,
    placed: {
      from: placedFrom === undefined ? ALL_IDS.from : firstIdSince(Date.parse(placedFrom)),
      below: placedTo === undefined ? ALL_IDS.below : firstIdSince(Date.parse(placedTo)),
    },
  };
}

/** Whose orders are listed: staff's choice or everybody's; a customer's own, whatever he asks for. */
function customerOf(principal: Principal, asked: string | undefined): string | null {
  if (hasRole(principal, 'staff', 'admin')) return asked ?? null;
  if (asked !== undefined && asked !== principal.subject) throw customerNotFound();
  return principal.subject;
}
