import { Injectable } from '@nestjs/common';
import { ALL_IDS, mergeSorted, scatter, Shards, type Queryable } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import * as sql from './facts.statements.js';
import type { OrderFact } from './order-sums.js';

/** Orders in memory at once, of one shard. */
const PAGE = 2_000;
/** No month begins before this: what is compared with it is left alone. */
const NEVER = '9999-12-01';

/** Orders as their sums see them. Always from primaries: what is counted is never older than the news of it. */
@Injectable()
export class FactsRepository {
  constructor(private readonly shards: Shards) {}

  async ofOrders(ids: readonly string[]): Promise<OrderFact[]> {
    const lists = await this.shards.group(ids, bucketOfId, (shard, group) =>
      shard.query<OrderFact>(sql.OF_ORDERS, [group.map(bucketOfId), group]),
    );
    return lists.flat();
  }

  /** Of all customers, from one id (included) to another, page by page. */
  async *ofRange(from: string, below: string, quietSince: string): AsyncGenerator<OrderFact[]> {
    // Ids that a time begins with are nobody's: `after` it is `from` it.
    for (let after = from; ;) {
      const lists = await scatter(this.shards, (shard, own) =>
        shard.query<OrderFact>(sql.OF_RANGE, [after, below, quietSince, own, PAGE]),
      );
      const page = mergeSorted(lists, (a, b) => (a.id < b.id ? -1 : 1), PAGE);
      yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? below;
    }
  }

  /** Of the customers of a bucket, page by page, in the transaction that holds their sums. */
  async *ofBucket(tx: Queryable, bucket: number, quietSince: string): AsyncGenerator<OrderFact[]> {
    for (let after = ALL_IDS.from; ;) {
      const page = await tx.query<OrderFact>(sql.OF_BUCKET, [bucket, after, quietSince, PAGE]);
      yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? ALL_IDS.from;
    }
  }

  /** The first month that can be counted on the shard of a bucket. */
  async oldestMonthOf(bucket: number): Promise<string> {
    const shard = this.shards.forBucket(bucket);
    return (await shard.query<{ month: string | null }>(sql.OLDEST_MONTH, []))[0]?.month ?? NEVER;
  }

  /** The first month that can be counted over all shards. */
  async oldestMonthOfAll(): Promise<string> {
    const lists = await scatter(this.shards, (shard) =>
      shard.query<{ month: string | null }>(sql.OLDEST_MONTH, []),
    );
    return lists
      .flat()
      .reduce((oldest, { month }) => (month !== null && month < oldest ? month : oldest), NEVER);
  }
}
