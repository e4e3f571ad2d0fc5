import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { readFrom, type Place } from '@tenfold/http';
import { assertWholeList, WHOLE_LIST_LIMIT } from '@tenfold/strategies';
import type { LineRow, LinesRepository } from './lines.repository.js';
import { COLUMNS } from './lines.statements.js';

export const WHOLE_LIST = statement(
  'lines.whole-list',
  `SELECT s.currency, ${COLUMNS}
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) LIMIT ${WHOLE_LIST_LIMIT}`,
);

/** The lines of an order without `pagination`: all of them are read for every page. */
@Injectable()
export class NaiveLines implements Pick<LinesRepository, 'list'> {
  constructor(private readonly shards: Shards) {}

  async list(
    bucket: number,
    orderId: string,
    owner: string | null,
    place: Place,
    limit: number,
  ): Promise<LineRow[]> {
    const rows = await this.shards.forBucket(bucket).read<LineRow>(WHOLE_LIST, [bucket, orderId, owner]);
    const inOrder = assertWholeList(rows).toSorted((a, b) => a.lineNo - b.lineNo);
    return readFrom(inOrder, place, (row, [lineNo]) => row.lineNo - Number(lineNo), limit);
  }
}
