import { Injectable } from '@nestjs/common';
import { Shards, type Shard } from '@tenfold/database';
import { ensureMonthsStatement } from '../orders/orders.statements.js';

/**
 * Partitions exist before their first row: migrations make the coming months, this makes the past ones of an import, and the
 * present one of a service that nobody has migrated for half a year. One look-up in memory once a month is known.
 */
@Injectable()
export class Months {
  private readonly known = new Map<string, Promise<void>>();

  constructor(private readonly shards: Shards) {}

  async ensure(bucket: number, atMs: number): Promise<void> {
    await this.ensureOn(this.shards.forBucket(bucket), atMs);
  }

  async ensureOn(shard: Shard, atMs: number): Promise<void> {
    const month = `${new Date(atMs).toISOString().slice(0, 7)}-01`;
    const key = `${shard.name}/${month}`;
    let made = this.known.get(key);
    if (made === undefined) {
      made = shard.query(ensureMonthsStatement, [month]).then(() => undefined);
      this.known.set(key, made);
      // A failed attempt is forgotten, so that the next order tries again.
      made.catch(() => this.known.delete(key));
    }
    await made;
  }
}
