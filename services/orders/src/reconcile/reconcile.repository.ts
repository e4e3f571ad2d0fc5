import { Injectable } from '@nestjs/common';
import type { OrderKind } from '@tenfold/contracts';
import { mergeSorted, scatter, Shards } from '@tenfold/database';
import { traceOfEvents } from '@tenfold/delivery';
import { newId } from '@tenfold/ids';
import type { ExactInteger } from '@tenfold/money';
import type { ItemsState } from '../orders/order.entity.js';
import type { OrderStatus } from '../orders/order.transitions.js';
import * as sql from './reconcile.statements.js';

export interface ComparedOrder {
  readonly bucket: number;
  readonly id: string;
  readonly customerId: string | null;
  readonly currency: string;
  readonly kind: OrderKind;
  readonly source: string;
  readonly status: OrderStatus;
  readonly itemsState: ItemsState;
  readonly itemCount: number;
  readonly total: number;
  /** Of a return; null where an order counts from its placing. */
  readonly approved: boolean | null;
  /** Nothing has happened to it lately: what should have followed has had its time. */
  readonly quiet: boolean;
}

export interface SummedCustomer {
  readonly bucket: number;
  readonly customerId: string;
  readonly currency: string;
}

export interface ComparedCustomer extends SummedCustomer {
  /** The total of his orders; null when he has none. */
  readonly counted: ExactInteger | null;
  readonly kept: ExactInteger | null;
}

@Injectable()
export class ReconcileRepository {
  constructor(private readonly shards: Shards) {}

  /** The next orders between two ids, of all shards. */
  async page(after: string, before: string, quietSince: string, limit: number): Promise<ComparedOrder[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<ComparedOrder>(sql.PAGE, [after, before, quietSince, own, limit]),
    );
    return mergeSorted(lists, (a, b) => (a.id < b.id ? -1 : 1), limit);
  }

  /** @returns false when the header is no longer what was compared */
  async mendHeader(order: ComparedOrder, itemCount: number, total: number): Promise<boolean> {
    const values = [order.bucket, order.id, order.itemCount, order.total, itemCount, total];
    return (await this.shards.forBucket(order.bucket).query(sql.MEND_HEADER, values)).length > 0;
  }

  /** @returns false when the outbox no longer has them */
  async linesAgain({ bucket, id }: ComparedOrder): Promise<boolean> {
    return (await this.shards.forBucket(bucket).query(sql.LINES_AGAIN, [bucket, id])).length > 0;
  }

  async sayAgain({ bucket, id }: ComparedOrder, what: 'approved' | 'cancelled'): Promise<void> {
    const values = [bucket, id, newId(bucket), traceOfEvents()];
    await this.shards.forBucket(bucket).query(sql.AGAIN[what], values);
  }

  /** @returns false when it is approved, or waits for it */
  async approve({ bucket, id }: ComparedOrder): Promise<boolean> {
    return (await this.shards.forBucket(bucket).query(sql.APPROVE, [bucket, id])).length > 0;
  }

  async customers(from: number, to: number, limit: number): Promise<ComparedCustomer[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<ComparedCustomer>(sql.COMPARE_CUSTOMERS, [from, to, own, limit]),
    );
    return lists.flat();
  }

  /** Whoever has orders in a bucket, or sums without any. */
  async customersOf(bucket: number): Promise<SummedCustomer[]> {
    return this.shards.forBucket(bucket).query<SummedCustomer>(sql.CUSTOMERS_OF, [bucket]);
  }

  async recount({ bucket, customerId, currency }: SummedCustomer): Promise<void> {
    const values = [bucket, customerId, currency];
    await this.shards.forBucket(bucket).transaction(async (tx) => {
      await tx.query(sql.HOLD_CUSTOMER, values);
      await tx.query(sql.RECOUNT_CUSTOMER, values);
    });
  }
}
