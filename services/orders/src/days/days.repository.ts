import { Injectable } from '@nestjs/common';
import { scatter, Shards } from '@tenfold/database';
import { bucketOf, firstIdSince } from '@tenfold/ids';
import { dayOf } from '../sums/order-sums.js';
import { RollupStore } from '../sums/rollup-store.js';
import * as sql from './days.statements.js';
import type { Day } from './dto/day.dto.js';

export const DAY_ROLLUP = { name: 'days', table: 'orders.day_rollup', period: 'day' };

@Injectable()
export class DaysRepository {
  /** By the day on which an order was placed; its bucket is the day's. */
  readonly sums: RollupStore;

  constructor(private readonly shards: Shards) {
    const placeOf = ({ id }: { id: string }) => ({
      bucket: bucketOf(dayOf(id)),
      owner: '',
      period: dayOf(id),
    });
    this.sums = new RollupStore(DAY_ROLLUP, placeOf, shards);
  }

  async list(days: readonly string[], currency: string | null): Promise<Day[]> {
    const lists = await this.shards.group(days, bucketOf, (shard, group) =>
      shard.read<Day>(sql.LIST, [group.map(bucketOf), group, currency]),
    );
    return lists.flat();
  }

  /** The first day from `day` on that has orders or sums. */
  async next(day: string): Promise<string | undefined> {
    const [orders, sums] = await Promise.all([
      scatter(this.shards, (shard, own) =>
        shard.query<{ id: string }>(sql.NEXT_ORDER, [firstIdSince(Date.parse(day)), own]),
      ),
      scatter(this.shards, (shard, own) => shard.query<{ day: string }>(sql.NEXT, [day, own])),
    ]);
    const found = [...orders.flat().map(({ id }) => dayOf(id)), ...sums.flat().map((row) => row.day)];
    return found.toSorted()[0];
  }
}
