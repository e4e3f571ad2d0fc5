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

  async orders(
    filter: OrderFilter,
    place: Place,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<OrderRow>> {
    const [id] = place.key as string[];
    const { placed } = filter;
    const forward = place.direction === 'forward';
    const windows = forward
      ? windowsBack(id === undefined ? placed : before(placed, id))
      : windowsOn(id === undefined ? placed : after(placed, id));
    return readWindows(windows, limit, (window, most) =>
      filter.customerId === null
        ? this.ofAll(filter, place, window, most, completeness)
        : this.ofCustomer(filter.customerId, filter, place, window, most),
    );
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

  private async ofCustomer(
    customerId: string,
    { status, kind, members }: OrderFilter,
    { direction }: Place,
    { from, below }: Window,
    limit: number,
  ): Promise<FoundRows<OrderRow>> {
    const bucket = bucketOf(customerId);
    const values = [bucket, customerId, from, below, status, kind, limit, members ?? null];
    const rows = await this.shards.forBucket(bucket).read<OrderRow>(sql.LIST_OF_CUSTOMER[direction], values);
    return { rows, incomplete: false };
  }

  private async ofAll(
    { status, kind, members }: OrderFilter,
    { direction }: Place,
    { from, below }: Window,
    limit: number,
    completeness: Completeness,
  ): Promise<FoundRows<OrderRow>> {
    const values = [from, below, status, kind, limit];
    const { lists, incomplete } = await ask(completeness)(this.shards, (shard, own) =>
      shard.read<OrderRow>(sql.LIST[direction], [...values, own, members ?? null]),
    );
    const newestFirst = direction === 'forward';
    const rows = mergeSorted(lists, (a, b) => (a.id > b.id === newestFirst ? -1 : 1), limit);
    return { rows, incomplete };
  }
}

/** A page that is looked at may lack the rows of a shard, and says so; a whole history may not. */
function ask(completeness: Completeness): typeof scatterAvailable {
  if (completeness === 'available') return scatterAvailable;
  return async (shards, question) => ({ lists: await scatter(shards, question), incomplete: false });
}
