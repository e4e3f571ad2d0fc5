import { receive } from '../src/index.js';
import type { InboxSubject, Message } from '../src/testing/index.js';
import type { Scratch } from './scratch.js';

export const DELTA = `delta AS (
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[]) AS d(bucket, message_id, product, amount)
)`;

/** Adds what `source` has to the totals; fails on $5. */
export const addUp = (source: string): string => `INSERT INTO @.total AS t (bucket, product, amount)
SELECT bucket, product, CASE WHEN $5::boolean THEN NULL ELSE sum(amount) END FROM ${source} GROUP BY bucket, product
ON CONFLICT (bucket, product) DO UPDATE SET amount = t.amount + excluded.amount`;

/** The library as a service uses it. */
export class RealInbox implements InboxSubject {
  constructor(protected readonly scratch: Scratch) {}

  async take(messages: readonly Message[], consumer = 'sums', fail = false): Promise<void> {
    const text = `WITH ${DELTA},
fresh AS (${receive(this.scratch.schema, { from: 'delta', consumer: '$6::text' })})
${addUp('delta JOIN fresh USING (bucket, message_id)')}`;
    await this.scratch.shard.query(this.scratch.sql(text), [...this.values(messages, fail), consumer]);
  }

  async sum(bucket: number, product: string): Promise<number> {
    const [row] = await this.scratch.shard.query<{ amount: number }>(
      this.scratch.sql('SELECT amount FROM @.total WHERE bucket = $1 AND product = $2'),
      [bucket, product],
    );
    return row?.amount ?? 0;
  }

  protected values(messages: readonly Message[], fail: boolean): unknown[] {
    return [
      messages.map(({ bucket }) => bucket),
      messages.map(({ id }) => id),
      messages.map(({ product }) => product),
      messages.map(({ amount }) => amount),
      fail,
    ];
  }
}
