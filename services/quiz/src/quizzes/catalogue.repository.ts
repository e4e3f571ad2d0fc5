import { Injectable } from '@nestjs/common';
import { mergeSorted, scatter, Shards, statement } from '@tenfold/database';
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

/** A scatter read: see the migration for its index. */
const LIST = statement(
  'catalogue.list',
  `SELECT listing_id AS "listingId", card FROM quiz.catalogue
   WHERE listing_id < $1 AND ($2::text IS NULL OR category = $2) AND ($3::text IS NULL OR tags @> ARRAY[$3])
     AND ($4::text IS NULL OR language = $4)
   ORDER BY listing_id DESC LIMIT $5`,
);

@Injectable()
export class CatalogueRepository {
  constructor(private readonly shards: Shards) {}

  /** Published quizzes of all buckets, the newest first. */
  async list(filter: CatalogueFilter, before: string, limit: number): Promise<CatalogueRow[]> {
    const values = [before, filter.category ?? null, filter.tag ?? null, filter.language ?? null, limit];
    const lists = await scatter(this.shards, (shard) => shard.read<CatalogueRow>(LIST, values));
    return mergeSorted(lists, (a, b) => (a.listingId > b.listingId ? -1 : 1), limit);
  }
}
