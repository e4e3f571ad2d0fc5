import { Shards, scatter, statement } from '@tenfold/database';
import { AppError } from '@tenfold/errors';
import { newId } from '@tenfold/ids';
import type { MovingShards } from './moving-shards.js';

const put = statement(
  'test.put',
  `WITH added AS (INSERT INTO moving.entry (bucket, id, writer, number) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING bucket, writer)
   INSERT INTO moving.tally SELECT bucket, writer, 1 FROM added
   ON CONFLICT (bucket, writer) DO UPDATE SET entries = tally.entries + 1`,
);
const filled = statement(
  'test.filled',
  `SELECT e.id FROM moving.entry e WHERE e.writer = 'fill' AND e.bucket::int4 <@ $1::int4multirange`,
);

/** Clients that write all the time, as services do, and remember what they were told is written. */
export class Writers {
  readonly acknowledged: { bucket: number; id: string; writer: string }[] = [];
  /** Reads of all shards that were made meanwhile: how many ids each has found, and how many different ones. */
  readonly scans: { found: number; different: number }[] = [];
  /** Requests that a client would have seen fail. */
  unavailable = 0;
  private readonly running: Promise<void>[] = [];
  private readonly shards: Shards;
  private stopping = false;

  constructor(
    moving: MovingShards,
    private readonly buckets: readonly number[],
  ) {
    this.shards = new Shards(moving.currentMap(), {
      ...moving.service,
      poolSize: 4,
      statementTimeoutMs: 5_000,
      applicationName: 'test',
    });
  }

  start(count: number): this {
    for (let n = 0; n < count; n += 1) this.running.push(this.write(`writer-${n}`));
    this.running.push(this.scan());
    return this;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running).finally(() => this.shards.close());
  }

  /** Repeats what was answered with a 503, as a client does. A write that has happened all the same changes nothing. */
  private async untilTold<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        this.unavailable += 1;
      }
    }
  }

  private async write(writer: string): Promise<void> {
    for (let number = 0; !this.stopping; number += 1) {
      const bucket = this.buckets[number % this.buckets.length] ?? 0;
      const id = newId(bucket);
      await this.untilTold(() => this.shards.forBucket(bucket).query(put, [bucket, id, writer, number]));
      this.acknowledged.push({ bucket, id, writer });
    }
  }

  private async scan(): Promise<void> {
    while (!this.stopping) {
      const lists = await this.untilTold(() =>
        scatter(this.shards, (shard, own) => shard.query<{ id: string }>(filled, [own])),
      );
      const ids = lists.flat().map(({ id }) => id);
      this.scans.push({ found: ids.length, different: new Set(ids).size });
    }
  }
}
