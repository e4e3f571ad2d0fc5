import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';

export interface RollupRow {
  readonly currency: string;
  readonly orders: number;
  readonly returns: number;
  readonly cancelled: number;
  readonly itemCount: number;
  readonly total: number;
  readonly firstOrderAt: string;
  readonly lastOrderAt: string;
}

const SUMMARY = statement(
  'customers.summary',
  `SELECT currency, orders, returns, cancelled, item_count AS "itemCount", total,
  first_order_at AS "firstOrderAt", last_order_at AS "lastOrderAt"
FROM orders.customer_rollup WHERE bucket = $1 AND customer_id = $2 ORDER BY currency LIMIT 200`,
);

@Injectable()
export class CustomersRepository {
  constructor(private readonly shards: Shards) {}

  async summary(bucket: number, customerId: string): Promise<RollupRow[]> {
    return this.shards.forBucket(bucket).read<RollupRow>(SUMMARY, [bucket, customerId]);
  }
}
