import { Injectable } from '@nestjs/common';
import {
  ALL_IDS,
  bothWays,
  mergeSorted,
  scatterAvailable,
  Shards,
  type ReadOptions,
} from '@tenfold/database';
import type { FoundRows, Place } from '@tenfold/http';
import type { QuizCard } from './dto/public-quiz.dto.js';

export interface CatalogueFilter {
  readonly category?: string | undefined;
  readonly tag?: string | undefined;
  readonly language?: string | undefined;
}

export interface CatalogueRow {
  readonly listingId: string;
  readonly card: QuizCard;
}

export const MATCHES = `($1::text IS NULL OR category = $1) AND ($2::text IS NULL OR tags @> ARRAY[$2])
     AND ($3::text IS NULL OR language = $3) AND bucket::int4 <@ $4::int4multirange`;

/** A scatter read: see the migration for its index. */
const LIST = bothWays(
  'catalogue.list',
  'DESC',
  ({ order, beyond }) => `SELECT listing_id AS "listingId", card FROM quiz.catalogue
   WHERE ${MATCHES} AND listing_id ${beyond} $5 ORDER BY listing_id ${order} LIMIT $6`,
);

@Injectable()
export class CatalogueRepository {
  constructor(private readonly shards: Shards) {}

  /** Published quizzes of all buckets, the newest first. */
  async list(
    { category, tag, language }: CatalogueFilter,
    { direction, key: [listingId = ALL_IDS.below] }: Place,
    limit: number,
    options?: ReadOptions,
  ): Promise<FoundRows<CatalogueRow>> {
    const { lists, incomplete } = await scatterAvailable(this.shards, (shard, own) => {
      const values = [category ?? null, tag ?? null, language ?? null, own, listingId, limit];
      return shard.read<CatalogueRow>(LIST[direction], values, options);
    });
    const newestFirst = direction === 'forward';
    const rows = mergeSorted(lists, (a, b) => (a.listingId > b.listingId === newestFirst ? -1 : 1), limit);
    return { rows, incomplete };
  }
}
