import { Injectable } from '@nestjs/common';
import { scatter, Shards } from '@tenfold/database';
import { BUCKETS, bucketOfId } from '@tenfold/ids';
import { monthOf, type OrderFact } from '../sums/order-sums.js';
import { RollupStore } from '../sums/rollup-store.js';
import * as sql from './customers.statements.js';
import type { CustomerMonth, SummaryCurrency } from './dto/customer-summary.dto.js';

export const CUSTOMER_MONTHS = {
  name: 'customer-months',
  table: 'orders.customer_month',
  period: 'month',
  owner: 'customer_id',
};

/** Months times currencies of one customer: 20 years in 5 currencies. */
export const MAX_MONTHS = 1_200;

@Injectable()
export class CustomersRepository {
  /** By customer and month, where the customer's orders are. */
  readonly months: RollupStore;

  constructor(private readonly shards: Shards) {
    this.months = new RollupStore(CUSTOMER_MONTHS, placeOf, shards);
  }

  async summary(bucket: number, customerId: string): Promise<SummaryCurrency[]> {
    return this.shards.forBucket(bucket).read<SummaryCurrency>(sql.SUMMARY, [bucket, customerId]);
  }

  async monthsOf(bucket: number, customerId: string): Promise<CustomerMonth[]> {
    const values = [bucket, customerId, MAX_MONTHS];
    return this.shards.forBucket(bucket).read<CustomerMonth>(sql.MONTHS, values);
  }

  /** Those between two buckets whose customers have orders or sums. */
  async bucketsInUse(from: number, to: number): Promise<number[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<{ bucket: number }>(sql.BUCKETS_IN_USE, [from, to, own, BUCKETS]),
    );
    return lists
      .flat()
      .map(({ bucket }) => bucket)
      .toSorted((a, b) => a - b);
  }
}

/** Guests have no page to show months on. */
function placeOf({ id, customerId }: OrderFact) {
  return customerId === null ? undefined : { bucket: bucketOfId(id), owner: customerId, period: monthOf(id) };
}
