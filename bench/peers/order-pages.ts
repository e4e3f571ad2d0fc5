import { CursorCodec, readPage, type Page } from '@tenfold/http';
import { config } from './config.js';
import { LAST_ID } from './order-rows.js';

const cursors = new CursorCodec(config.cursorSecret);

/** A page by the same signed cursors as ours, so that the bytes are the same; peers read forward, which is all that is measured. */
export function orderPage<T extends { readonly id: string }>(
  customer: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  list: (before: string, limit: number) => Promise<T[]>,
): Promise<Page<T>> {
  const scope = `orders:${JSON.stringify({ customerId: customer })}`;
  return readPage(
    cursors,
    { scope, cursor, limit },
    ({ key }, most) => list(key.length === 0 ? LAST_ID : String(key[0]), most),
    ({ id }) => [id],
  );
}
