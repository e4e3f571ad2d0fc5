import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { readFrom, type Place } from '@tenfold/http';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import type { Attempt } from './attempt.js';
import type { AttemptsRepository } from './attempts.repository.js';
import { COLUMNS } from './attempts.statements.js';

export const WHOLE_LIST = statement(
  'attempts.whole-list',
  `SELECT ${COLUMNS} FROM quiz.attempt WHERE bucket = $1 AND learner = $2 LIMIT ${WHOLE_LIST_LIMIT}`,
);

/** A learner's attempts without `pagination`: all of them are read for every page. */
@Injectable()
export class NaiveAttempts implements Pick<AttemptsRepository, 'list'> {
  constructor(private readonly shards: Shards) {}

  async list(bucket: number, learner: string, place: Place, limit: number): Promise<readonly Attempt[]> {
    const rows = await this.shards.forBucket(bucket).read<Attempt>(WHOLE_LIST, [bucket, learner]);
    const newestFirst = assertWholeList(rows).toSorted((a, b) => (a.id > b.id ? -1 : 1));
    const toKey = ({ id }: Attempt, [key]: Place['key']): number =>
      id === key ? 0 : id < String(key) ? 1 : -1;
    return readFrom(newestFirst, place, toKey, limit);
  }
}
