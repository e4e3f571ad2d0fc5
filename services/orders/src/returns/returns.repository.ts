import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';

export interface ReturnedRow {
  readonly lineNo: number;
  readonly quantity: number;
}

const RETURNED = statement(
  'returns.returned',
  `SELECT line_no AS "lineNo", quantity FROM orders.returned_line
WHERE bucket = $1 AND order_id = $2 ORDER BY line_no LIMIT 2000`,
);

@Injectable()
export class ReturnsRepository {
  constructor(private readonly shards: Shards) {}

  async returned(bucket: number, orderId: string): Promise<ReturnedRow[]> {
    return this.shards.forBucket(bucket).read<ReturnedRow>(RETURNED, [bucket, orderId]);
  }
}
