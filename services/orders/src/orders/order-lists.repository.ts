import { Injectable } from '@nestjs/common';
import type { OrderKind } from '@tenfold/contracts';
import {
  after,
  before,
  mergeSorted,
  readWindows,
  scatter,
  scatterAvailable,
  Shards,
  windowsBack,
  windowsOn,
  type BothWays,
  type Cells,
  type Window,
} from '@tenfold/database';
import type { FoundRows, Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import * as sql from './order-lists.statements.js';
import type { OrderStatus } from './order.transitions.js';
import type { HistoryRow, OrderRow } from './orders.repository.js';

export interface OrderFilter {
  /** null: of all customers. */
  readonly customerId: string | null;
  readonly status: OrderStatus | null;
  readonly kind: OrderKind | null;
  /** When an order was placed is the front of its id, so a range of times is a range of ids. */
  readonly placed: Window;
  /** Members of the orders that have to be read; undefined: all. */
  readonly members: readonly string[] | undefined;
}

/** Whether a shard that does not answer may be left out. */
export type Completeness = 'whole' | 'available';

/** Lists of orders, the newest first, read from a place in the list on. */
@Injectable()
export class OrderListsRepository {
  constructor(private readonly shards: Shards) {}

  orders(
    filter: OrderFilter,
    place: Place,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<OrderRow>> {
    return this.list(ROWS, filter, place, limit, completeness);
  }

  /** All of each order, for `orderText`. */
  cells(
    filter: OrderFilter,
    place: Place,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<Cells>> {
    return this.list(CELLS, filter, place, limit, completeness);
  }

  /** What happened to an order, the first thing first. */
  async history(
    bucket: number,
    orderId: string,
    place: Place,
    limit: number,
    members: readonly string[] | undefined,
  ): Promise<HistoryRow[]> {
    const values = [bucket, orderId, place.key[0] ?? 0, limit, members ?? null];
    return this.shards.forBucket(bucket).read<HistoryRow>(sql.HISTORY[place.direction], values);
  }

  private list<Row extends object>(
    form: Form<Row>,
    filter: OrderFilter,
    place: Place,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<Row>> {
    const [id] = place.key as string[];
    const { placed } = filter;
    const forward = place.direction === 'forward';
    const windows = forward
      ? windowsBack(id === undefined ? placed : before(placed, id))
      : windowsOn(id === undefined ? placed : after(placed, id));
    return readWindows(windows, limit, (window, most) =>
      filter.customerId === null
        ? this.ofAll(form, filter, place, window, most, completeness)
        : this.ofCustomer(form, filter.customerId, filter, place, window, most),
    );
  }

  private async ofCustomer<Row extends object>(
    form: Form<Row>,
    customerId: string,
    filter: OrderFilter,
    { direction }: Place,
    { from, below }: Window,
    limit: number,
  ): Promise<FoundRows<Row>> {
    const bucket = bucketOf(customerId);
    const { status, kind } = filter;
    const values = [bucket, customerId, from, below, status, kind, limit, ...form.choice(filter)];
    const rows = await this.shards.forBucket(bucket).read<Row>(form.ofCustomer[direction], values);
    return { rows, incomplete: false };
  }

  private async ofAll<Row extends object>(
    form: Form<Row>,
    filter: OrderFilter,
    { direction }: Place,
    { from, below }: Window,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<Row>> {
    const values = [from, below, filter.status, filter.kind, limit];
    const { lists, incomplete } = await ask(completeness)(this.shards, (shard, own) =>
      shard.read<Row>(form.ofAll[direction], [...values, own, ...form.choice(filter)]),
    );
    const newestFirst = direction === 'forward';
    const rows = mergeSorted(lists, (a, b) => (form.idOf(a) > form.idOf(b) === newestFirst ? -1 : 1), limit);
    return { rows, incomplete };
  }
}

/** In which form orders are read. */
interface Form<Row> {
  readonly ofCustomer: BothWays;
  readonly ofAll: BothWays;
  readonly idOf: (row: Row) => string;
  /** The parameter that says which members are wanted, where there is one. */
  readonly choice: (filter: OrderFilter) => readonly unknown[];
}

const ROWS: Form<OrderRow> = {
  ofCustomer: sql.LIST_OF_CUSTOMER,
  ofAll: sql.LIST,
  idOf: ({ id }) => id,
  choice: ({ members }) => [members ?? null],
};

const CELLS: Form<Cells> = {
  ofCustomer: sql.CELLS_OF_CUSTOMER,
  ofAll: sql.CELLS,
  idOf: ([id]) => id ?? '',
  choice: () => [],
};

/** A page that is looked at may lack the rows of a shard, and says so; a whole history may not. */
function ask(completeness: Completeness): typeof scatterAvailable {
  if (completeness === 'available') return scatterAvailable;
  return async (shards, question) => ({ lists: await scatter(shards, question), incomplete: false });
}
