import { Injectable } from '@nestjs/common';
import { scatter, Shards, statement } from '@tenfold/database';
import { readFrom, type Place } from '@tenfold/http';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import type { AuthoringRepository, QuizHead } from './authoring.repository.js';
import { HEAD } from './authoring.statements.js';

const WHOLE_LIST = statement(
  'authoring.whole-list',
  `SELECT ${HEAD} FROM quiz.quiz q WHERE q.owner = $1 AND q.bucket::int4 <@ $2::int4multirange LIMIT ${WHOLE_LIST_LIMIT}`,
);

/** An author's quizzes without `pagination`: all of them are read for every page. */
@Injectable()
export class NaiveOwnedQuizzes implements Pick<AuthoringRepository, 'listOwned'> {
  constructor(private readonly shards: Shards) {}

  async listOwned(owner: string, place: Place, limit: number): Promise<QuizHead[]> {
    const lists = await scatter(this.shards, (shard, own) => shard.read<QuizHead>(WHOLE_LIST, [owner, own]));
    const rows = lists.flatMap((list) => assertWholeList(list));
    const newestFirst = rows.toSorted((a, b) => (a.id > b.id ? -1 : 1));
    const toKey = ({ id }: QuizHead, [key]: Place['key']): number =>
      id === key ? 0 : id < String(key) ? 1 : -1;
    return readFrom(newestFirst, place, toKey, limit);
  }
}
