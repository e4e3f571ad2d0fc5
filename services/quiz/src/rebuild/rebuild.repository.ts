import { Injectable } from '@nestjs/common';
import { mergeSorted, scatter, Shards } from '@tenfold/database';
import { bucketOfId, BUCKETS } from '@tenfold/ids';
import type { AnsweredAttempt } from '../aggregates/aggregates.repository.js';
import * as sql from './rebuild.statements.js';

/** Of an attempt: ascending is the order of the walk. */
export interface Position {
  readonly bucket: number;
  readonly id: string;
}

export interface BucketState {
  readonly bucket: number;
  readonly latest: number;
  readonly building: number | null;
  /** The last attempt of this bucket that was read; null also where the walk found none. */
  readonly walked: string | null;
}

export interface DifferingQuiz {
  readonly bucket: number;
  readonly quizId: string;
  readonly parts: readonly string[];
  /** Attempts that the generation in force knows. */
  readonly kept: number;
  /** Attempts that there are. */
  readonly counted: number;
}

/** Buckets that one statement looks at. */
export const SLICE = 256;
const PAGE = 200;
const MAX_DIFFERENCES = 1_000;
const SWEPT = 5_000;

@Injectable()
export class RebuildRepository {
  constructor(private readonly shards: Shards) {}

  async states(): Promise<BucketState[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<BucketState>(sql.STATES, [own, BUCKETS]),
    );
    return lists.flat();
  }

  async announce(generation: number): Promise<void> {
    const all = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
    await this.ofBuckets(sql.ANNOUNCE, all, generation);
  }

  /** Attempts of one slice of buckets, the next ones after a position of it. */
  async page({ bucket, id }: Position): Promise<AnsweredAttempt[]> {
    const end = bucket - (bucket % SLICE) + SLICE - 1;
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<AnsweredAttempt>(sql.PAGE, [bucket, id, end, own, PAGE]),
    );
    return mergeSorted(lists, byPosition, PAGE);
  }

  async bookmark({ bucket, id }: Position, generation: number): Promise<void> {
    await this.shards.forBucket(bucket).query(sql.BOOKMARK, [bucket, id, generation]);
  }

  async compare(from: number, generation: number): Promise<DifferingQuiz[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.query<DifferingQuiz>(sql.COMPARE, [
        ...[from, from + SLICE - 1, own, generation, MAX_DIFFERENCES],
      ]),
    );
    return lists.flat();
  }

  /** @returns how many buckets have taken it */
  async take(buckets: readonly number[], generation: number): Promise<number> {
    return this.ofBuckets(sql.TAKE, buckets, generation);
  }

  async leave(buckets: readonly number[], generation: number): Promise<number> {
    return this.ofBuckets(sql.LEAVE, buckets, generation);
  }

  /** Deletes what belongs to no generation any more. */
  async sweep(from: number): Promise<void> {
    const swept = async (): Promise<number> => {
      const lists = await scatter(this.shards, (shard, own) =>
        shard.query(sql.SWEEP, [from, from + SLICE - 1, own, SWEPT]),
      );
      return lists.flat().length;
    };
    // No table had more than the limit when all of them together had less.
    while ((await swept()) >= SWEPT);
  }

  private async ofBuckets(
    statement: typeof sql.TAKE,
    buckets: readonly number[],
    generation: number,
  ): Promise<number> {
    if (buckets.length === 0) return 0;
    const lists = await this.shards.group(
      buckets,
      (bucket) => bucket,
      (shard, group) => shard.query(statement, [group, generation]),
    );
    return lists.flat().length;
  }
}

function byPosition(a: AnsweredAttempt, b: AnsweredAttempt): number {
  return bucketOfId(a.id) - bucketOfId(b.id) || (a.id < b.id ? -1 : 1);
}
