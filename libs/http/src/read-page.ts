import type { CursorCodec, CursorValue } from './cursor-codec.js';
import type { Page } from './page.js';

/** `forward` goes on in the order of the list, `back` against it. */
export type Direction = 'forward' | 'back';

/** Where to read from: beyond the row with this key, in this direction. */
export interface Place {
  readonly direction: Direction;
  /** The sort values of that row; empty at the beginning of the list. */
  readonly key: readonly CursorValue[];
}

/** Rows of a list, and whether some that belong between them could not be read. */
export interface FoundRows<T> {
  readonly rows: readonly T[];
  readonly incomplete: boolean;
}

export interface PageRequest {
  /** Names the list as its cursors know it: route, filters, sort, and the caller where lists are private. */
  readonly scope: string;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/**
 * Reads a page by its cursor, in either direction. One row more than the page holds tells whether it goes on: nothing is ever
 * counted. Rows that come or go meanwhile move nothing, since a page begins beyond a row and not at a number.
 * @param read the first `limit` rows from the place on, in the direction of reading: the row next to the place comes first
 * @param keyOf the sort values that no other row of the list has
 * @throws AppError cursor_invalid
 */
export async function readPage<T>(
  cursors: CursorCodec,
  { scope, cursor, limit }: PageRequest,
  read: (place: Place, limit: number) => Promise<readonly T[] | FoundRows<T>>,
  keyOf: (row: T) => readonly CursorValue[],
): Promise<Page<T>> {
  const [direction = 'forward', ...key] = cursors.decode(scope, cursor) as [Direction?, ...CursorValue[]];
  const found = await read({ direction, key }, limit + 1);
  const { rows, incomplete } = 'rows' in found ? found : { rows: found, incomplete: false };
  const items = rows.slice(0, limit);
  if (direction === 'back') items.reverse();
  const goesOn = rows.length > limit;
  // Where the reader has come from there was a row at least.
  const [next, previous] = direction === 'forward' ? [goesOn, key.length > 0] : [true, goesOn];
  const towards = (way: Direction, there: boolean, row: T | undefined): string | null =>
    there && row !== undefined ? cursors.encode(scope, [way, ...keyOf(row)]) : null;
  return {
    items,
    nextCursor: towards('forward', next, items.at(-1)),
    previousCursor: towards('back', previous, items[0]),
    ...(incomplete ? { incomplete } : {}),
  };
}

/**
 * As a statement would read them: rows of a list that is in memory as a whole.
 * @param rows in the order of the list
 * @param toKey positive for a row that comes after the one with this key, negative for one before it
 */
export function readFrom<T>(
  rows: readonly T[],
  { direction, key }: Place,
  toKey: (row: T, key: readonly CursorValue[]) => number,
  limit: number,
): T[] {
  const side = direction === 'forward' ? 1 : -1;
  const wanted = key.length === 0 ? [...rows] : rows.filter((row) => toKey(row, key) * side > 0);
  return (direction === 'forward' ? wanted : wanted.toReversed()).slice(0, limit);
}

/**
 * All rows of a list in its order, by pages of `batch` rows. The next page is read when it is asked for, by a statement of its own:
 * nothing is held open in between.
 */
export async function* readAll<T>(
  batch: number,
  read: (place: Place, limit: number) => Promise<readonly T[]>,
  keyOf: (row: T) => readonly CursorValue[],
): AsyncGenerator<readonly T[]> {
  let key: readonly CursorValue[] = [];
  for (;;) {
    const rows = await read({ direction: 'forward', key }, batch);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || rows.length < batch) return;
    key = keyOf(last);
  }
}
