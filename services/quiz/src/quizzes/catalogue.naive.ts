import { Injectable } from '@nestjs/common';
import { scatterAvailable, Shards, statement, type ReadOptions } from '@tenfold/database';
import { readFrom, type FoundRows, type Place } from '@tenfold/http';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import {
  MATCHES,
  type CatalogueFilter,
  type CatalogueRepository,
  type CatalogueRow,
} from './catalogue.repository.js';

const WHOLE_LIST = statement(
  'catalogue.whole-list',
  `SELECT listing_id AS "listingId", card FROM quiz.catalogue WHERE ${MATCHES} LIMIT ${WHOLE_LIST_LIMIT}`,
);

/** The catalogue without `pagination`: all of it is read for every page. */
@Injectable()
export class NaiveCatalogue implements Pick<CatalogueRepository, 'list'> {
  constructor(private readonly shards: Shards) {}

  async list(
    { category, tag, language }: CatalogueFilter,
    place: Place,
    limit: number,
    options?: ReadOptions,
  ): Promise<FoundRows<CatalogueRow>> {
    const values = [category ?? null, tag ?? null, language ?? null];
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) =>
      shard.read<CatalogueRow>(WHOLE_LIST, [...values, own], options),
    );
    const rows = lists.flatMap((list) => assertWholeList(list));
    const newestFirst = rows.toSorted((a, b) => (a.listingId > b.listingId ? -1 : 1));
    const toKey = ({ listingId }: CatalogueRow, [key]: Place['key']): number =>
      listingId === key ? 0 : listingId < String(key) ? 1 : -1;
    return { rows: readFrom(newestFirst, place, toKey, limit), incomplete };
  }
}
