import { CursorCodec, mapPage, readPage, type Page } from '@tenfold/http';
import { config } from './config.js';
import { LAST_ID } from './order-rows.js';
import type { Attempt, Card } from './quiz-store.js';

const cursors = new CursorCodec(config.cursorSecret);

interface Wanted {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

type Read<T> = (before: string, limit: number) => Promise<readonly T[]>;

/** Pages by the cursors that ours have, so that the bytes are the same. */
export async function cardPage({ cursor, limit }: Wanted, read: Read<Card>): Promise<Page<object>> {
  const scope = `quizzes:${JSON.stringify([undefined, undefined, undefined])}`;
  const page = await readPage(
    cursors,
    { scope, cursor, limit },
    ({ key }, most) => read(String(key[0] ?? LAST_ID), most),
    ({ listingId }) => [listingId],
  );
  return mapPage(page, ({ card }) => card);
}

export function attemptPage(
  learner: string,
  { cursor, limit }: Wanted,
  read: Read<Attempt>,
): Promise<Page<Attempt>> {
  return readPage(
    cursors,
    { scope: `attempts-of:${learner}`, cursor, limit },
    ({ key }, most) => read(String(key[0] ?? LAST_ID), most),
    ({ id }) => [id],
  );
}
