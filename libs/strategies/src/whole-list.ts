import { AppError } from '@tenfold/errors';

/**
 * The most rows that the naive way takes from one shard: a list is all in memory then, and a laptop has to bear that. A statement
 * asks for one more, which tells that there are too many.
 */
export const WHOLE_LIST_LIMIT = 20_001;

/** @throws AppError list_too_long when these may not be all rows: a part of a list must not pass for the whole */
export function assertWholeList<T>(rows: readonly T[]): readonly T[] {
  if (rows.length < WHOLE_LIST_LIMIT) return rows;
  throw new AppError('list_too_long', {
    detail: `more than ${WHOLE_LIST_LIMIT - 1} rows: with STRATEGY_PAGINATION=off a list is read as a whole`,
  });
}
