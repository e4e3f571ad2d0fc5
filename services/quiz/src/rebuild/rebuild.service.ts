import { Injectable } from '@nestjs/common';
import { ALL_IDS, Months, Shards } from '@tenfold/database';
import type { Comparison, Difference, RebuildReport } from '@tenfold/delivery';
import { bucketOfId, BUCKETS, timeOfId } from '@tenfold/ids';
import { AggregatesRepository, type AnsweredAttempt } from '../aggregates/aggregates.repository.js';
import { contributionsOf } from '../aggregates/contribution.js';
import { RebuildRepository, SLICE, type DifferingQuiz, type Position } from './rebuild.repository.js';

const BEGIN: Position = { bucket: 0, id: ALL_IDS.from };

/** What a walk has met. */
interface Met {
  readonly steps: number;
  readonly attempts: number;
  /** When something last happened at each quiz that has attempts. */
  readonly touched: ReadonlyMap<string, number>;
}

const NOTHING_MET: Met = { steps: 0, attempts: 0, touched: new Map() };

export interface Walk {
  readonly generation: number;
  readonly from: Position;
  readonly resumed: boolean;
}

/**
 * Builds a new generation of all aggregates beside the one that readers see, while attempts go on: it is announced, and from then on
 * consumers add to both; then all attempts are read, and added to the new one unless they are in it. So each is in it once: what was
 * graded before the announcement by the walk, what came later by its event, what is seen by both by whoever is first. Then it is taken.
 */
@Injectable()
export class RebuildService {
  constructor(
    private readonly repository: RebuildRepository,
    private readonly aggregates: AggregatesRepository,
    private readonly months: Months,
    private readonly shards: Shards,
  ) {}

  async rebuild(restart = false): Promise<RebuildReport> {
    const walk = await this.begin(restart);
    const { steps, touched } = await this.walk(walk);
    await this.end(walk.generation, true, NOTHING_MET, Infinity);
    const resumedAt = walk.resumed ? `${walk.from.bucket}/${walk.from.id}` : null;
    return { target: 'aggregates', steps, rebuilt: touched.size, resumedAt };
  }

  /**
   * The same, to see whether what is kept is what it should be.
   * @param quietMs a quiz at which something has happened since may differ by what is on its way, and is not judged
   */
  async reconcile({ repair, quietMs }: { repair: boolean; quietMs: number }): Promise<Comparison> {
    const walk = await this.begin(true);
    const met = await this.walk(walk);
    return this.end(walk.generation, repair, met, Date.now() - quietMs);
  }

  /** Announces a generation, or finds the one that another run has left unfinished. */
  async begin(restart: boolean): Promise<Walk> {
    const states = await this.repository.states();
    const newest = Math.max(0, ...states.map(({ latest }) => latest));
    const unfinished = states.some(({ building }) => building === newest);
    const resumed = unfinished && !restart;
    const generation = resumed ? newest : newest + 1;
    // Committed on all buckets before the first attempt is read: that is what nothing is lost by.
    await this.repository.announce(generation);
    const walked = states
      .filter((one) => resumed && one.building === generation && one.walked !== null)
      .toSorted((a, b) => b.bucket - a.bucket)[0];
    const from = walked === undefined ? BEGIN : { bucket: walked.bucket, id: walked.walked ?? ALL_IDS.from };
    return { generation, from, resumed };
  }

  /** Reads all attempts, page by page. */
  async walk({ generation, from }: Walk): Promise<Met> {
    const touched = new Map<string, number>();
    let steps = 0;
    let read = 0;
    for (let position = from; position.bucket < BUCKETS; steps += 1) {
      const attempts = await this.repository.page(position);
      await this.aggregates.apply(
        attempts.flatMap((one) => contributionsOf(one, one.responses)),
        true,
      );
      read += attempts.length;
      for (const one of attempts)
        touched.set(one.quizId, Math.max(touched.get(one.quizId) ?? 0, lastOf(one)));
      position = await this.next(position, attempts, generation);
    }
    return { steps, attempts: read, touched };
  }

  private async next(
    position: Position,
    attempts: readonly AnsweredAttempt[],
    generation: number,
  ): Promise<Position> {
    const last = attempts.at(-1);
    if (last === undefined)
      return { bucket: position.bucket - (position.bucket % SLICE) + SLICE, id: ALL_IDS.from };
    const read = { bucket: bucketOfId(last.id), id: last.id };
    await this.repository.bookmark(read, generation);
    return read;
  }

  /** Compares slice by slice, and takes what was built or leaves it. */
  private async end(
    generation: number,
    take: boolean,
    { attempts, touched }: Met,
    quietSince: number,
  ): Promise<Comparison> {
    const oldest = await this.oldestAttempt();
    const differences: Difference[] = [];
    for (let from = 0; from < BUCKETS; from += SLICE) {
      const found = await this.repository.compare(from, generation);
      const lost = new Set(found.filter((one) => isPutAway(one, oldest)).map(({ bucket }) => bucket));
      const buckets = Array.from({ length: SLICE }, (_, index) => from + index);
      const taken = buckets.filter((bucket) => take && !lost.has(bucket));
      await this.repository.take(taken, generation);
      await this.repository.leave(
        buckets.filter((bucket) => !taken.includes(bucket)),
        generation,
      );
      await this.repository.sweep(from);
      for (const one of found) {
        const outcome = !take ? 'open' : lost.has(one.bucket) ? 'unmendable' : 'mended';
        if ((touched.get(one.quizId) ?? 0) <= quietSince) differences.push(differenceOf(one, outcome));
      }
    }
    return { compared: { attempts, 'quizzes with attempts': touched.size }, differences };
  }

  /** The first moment of which every shard has attempts. */
  private async oldestAttempt(): Promise<number> {
    const months = await Promise.all(this.shards.all().map((shard) => this.months.oldest(shard)));
    return Math.max(
      0,
      ...months.map((month) => (month === undefined ? 0 : Date.parse(`${month}-01T00:00:00Z`))),
    );
  }
}

/** Attempts of months that were put away cannot be counted again: what is kept of them is all there is. */
function isPutAway({ quizId, kept, counted }: DifferingQuiz, oldest: number): boolean {
  return counted < kept && timeOfId(quizId) < oldest;
}

function lastOf({ startedAt, gradedAt }: AnsweredAttempt): number {
  return Date.parse(gradedAt ?? startedAt);
}

function differenceOf(
  { quizId, parts, kept, counted }: DifferingQuiz,
  outcome: Difference['outcome'],
): Difference {
  return {
    kind: 'quiz_aggregates',
    key: quizId,
    detail: JSON.stringify({ parts, attempts: { kept, counted } }),
    outcome,
  };
}
