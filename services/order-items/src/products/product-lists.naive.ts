import { Injectable } from '@nestjs/common';
import { scatterAvailable, Shards, statement } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import {
  byDay,
  byRank,
  toDayKey,
  toRankKey,
  type Days,
  type ProductDayRow,
  type ProductsRepository,
  type RankedRow,
  type Ranking,
} from './products.repository.js';
import { RANKED, WHOLE_DAYS } from './products.statements.js';

const WHOLE_RANK = statement('products.whole-rank', `${RANKED} LIMIT ${WHOLE_LIST_LIMIT}`);

/** The lists without `pagination`: all of a list is read for every page of it, and sorted here. */
@Injectable()
export class NaiveProductLists implements Pick<ProductsRepository, 'rank' | 'days'> {
  constructor(private readonly shards: Shards) {}

  async rank(
    { month, currency, includeCharges, sort }: Ranking,
    place: Place,
    limit: number,
  ): Promise<FoundRows<RankedRow>> {
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) =>
      shard.read<RankedRow>(WHOLE_RANK, [month, currency, includeCharges, sort, own]),
    );
    const ranked = lists.flatMap((rows) => assertWholeList(rows)).toSorted(byRank);
    return { rows: readFrom(ranked, place, toRankKey, limit), incomplete };
  }

  async days(skuKey: string, { from, to }: Days, place: Place, limit: number): Promise<ProductDayRow[]> {
    const bucket = bucketOf(skuKey);
    const values = [bucket, skuKey, from ?? '-infinity', to ?? 'infinity'];
    const rows = await this.shards.forBucket(bucket).read<ProductDayRow>(WHOLE_DAYS, values);
    return readFrom(assertWholeList(rows).toSorted(byDay), place, toDayKey, limit);
  }
}
