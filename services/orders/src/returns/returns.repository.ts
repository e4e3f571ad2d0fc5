import { Injectable } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import type { Pieces } from '@tenfold/money';
import type { OrderPlace } from '../orders/orders.repository.js';
import * as sql from './returns.statements.js';

export interface ReturnedRow {
  readonly lineNo: number;
  readonly quantity: number;
  readonly amount: number | null;
  /** The pieces that `amount` counts; others than `quantity` when a release that knows pieces only has changed the row. */
  readonly amountOf: number | null;
}

export interface ReturnOfSale {
  readonly id: string;
  readonly itemCount: number;
  readonly cancelled: boolean;
  /** order-items has its lines. */
  readonly stored: boolean;
  readonly updatedAt: string;
}

/** From the primaries, all of it: whoever composes a return on an older count is refused when it is written. */
@Injectable()
export class ReturnsRepository {
  constructor(private readonly shards: Shards) {}

  async returned({ bucket, orderId }: OrderPlace): Promise<ReturnedRow[]> {
    return this.shards.forBucket(bucket).query<ReturnedRow>(sql.RETURNED, [bucket, orderId]);
  }

  async ofSale({ bucket, orderId }: OrderPlace): Promise<ReturnOfSale[]> {
    return this.shards.forBucket(bucket).query<ReturnOfSale>(sql.OF_SALE, [bucket, orderId]);
  }

  async withReturns(orders: readonly OrderPlace[]): Promise<ReadonlySet<string>> {
    const lists = await this.shards.group(
      orders,
      (order) => order.bucket,
      (shard, group) =>
        shard.query<{ orderId: string }>(sql.WITH_RETURNS, [
          group.map(({ bucket }) => bucket),
          group.map(({ orderId }) => orderId),
        ]),
    );
    return new Set(lists.flat().map(({ orderId }) => orderId));
  }

  /** @returns false when the row is no longer what was compared */
  async mend({ bucket, orderId }: OrderPlace, row: ReturnedRow, counted: Pieces): Promise<boolean> {
    const values = [bucket, orderId, row.lineNo, row.quantity, row.amount, counted.quantity, counted.amount];
    return (await this.shards.forBucket(bucket).query(sql.MEND_RETURNED, values)).length > 0;
  }
}
