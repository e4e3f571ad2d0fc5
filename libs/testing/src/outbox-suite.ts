import type { Shards } from '@tenfold/database';
import type { Outbox } from '@tenfold/delivery';
import { bucketOf, newId } from '@tenfold/ids';
import { statement } from '@tenfold/database';
import { unique } from './unique.js';

/** One bucket of each shard. */
const BUCKETS = [7, 4_000];

/**
 * What must hold of the outbox of every service. Its rows are of a time long before any other test's.
 * @param app the service's shards and its outbox
 */
export function describeOutboxUpkeep(schema: string, app: () => { shards: Shards; outbox: Outbox }): void {
  const insert = statement(
    'test.keep',
    `INSERT INTO ${schema}.outbox (bucket, id, subject, payload, until_confirmed, published_at, available_at, publications)
     VALUES ($1, $2, $3, '{}', $4, $5, 'infinity', 1)`,
  );
  const list = statement(
    'test.kept',
    // A relay of another test may have published it meanwhile.
    `SELECT published_at IS NULL OR published_at > '2002-01-01' AS again FROM ${schema}.outbox
     WHERE bucket = $1 AND subject = $2 ORDER BY again`,
  );
  const remove = statement('test.removed', `DELETE FROM ${schema}.outbox WHERE bucket = $1 AND subject = $2`);

  describe(`the outbox of ${schema}`, () => {
    let subject: string;

    const rows = async (): Promise<boolean[]> => {
      const lists = await Promise.all(
        BUCKETS.map((bucket) =>
          app().shards.forBucket(bucket).query<{ again: boolean }>(list, [bucket, subject]),
        ),
      );
      return lists.flat().map(({ again }) => again);
    };
    const keep = async (untilConfirmed: boolean, publishedAt: string): Promise<void> => {
      for (const bucket of BUCKETS) {
        const values = [bucket, newId(bucketOf(subject)), subject, untilConfirmed, publishedAt];
        await app().shards.forBucket(bucket).query(insert, values);
      }
    };

    beforeEach(() => {
      subject = unique('outbox');
    });
    afterEach(async () => {
      for (const bucket of BUCKETS) await app().shards.forBucket(bucket).query(remove, [bucket, subject]);
    });

    it('should forget what nobody waits for, and keep what is not confirmed', async () => {
      await keep(false, '2001-01-15T00:00:00Z');
      await keep(true, '2001-01-15T00:00:00Z');
      await app().outbox.sweep('2001-02-01T00:00:00Z', 100);
      expect(await rows()).toEqual([false, false]);
    });

    it('should send again what is not confirmed, and only that', async () => {
      await keep(false, '2001-01-15T00:00:00Z');
      await keep(true, '2001-01-15T00:00:00Z');
      expect(await app().outbox.resend(60_000, 1_000)).toBeGreaterThanOrEqual(2);
      expect((await rows()).toSorted()).toEqual([false, false, true, true]);
    });

    it('should publish all again that is kept, by subject, and count what waits', async () => {
      await keep(false, '2001-01-15T00:00:00Z');
      await keep(true, '2001-01-15T00:00:00Z');
      expect(await app().outbox.republish(subject)).toBe(4);
      expect(await rows()).toEqual([true, true, true, true]);
      const { unpublished, unconfirmed, kept } = await app().outbox.backlog();
      expect(unpublished + unconfirmed + kept).toBeGreaterThanOrEqual(4);
    });
  });
}
