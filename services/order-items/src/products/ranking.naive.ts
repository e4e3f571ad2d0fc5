import { Injectable } from '@nestjs/common';
import { scatterAvailable, Shards, statement } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import {
  byRank,
  toRankKey,
  type ProductsRepository,
  type RankedRow,
  type Ranking,
} from './products.repository.js';
import { RANKED } from './products.statements.js';

const WHOLE_RANK = statement('products.whole-rank', `${RANKED} LIMIT ${WHOLE_LIST_LIMIT}`);

/** The ranking without `pagination`: all products are read for every page of it and sorted here. */
@Injectable()
export class NaiveRanking implements Pick<ProductsRepository, 'rank'> {
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
}
