import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@tenfold/ids';
import type pg from 'pg';
import type { MovingShards } from './moving-shards.js';

const REFUSED = 'TF001';
const PAUSE_MS = 5;

const PUT = `WITH added AS (INSERT INTO moving.entry (bucket, id, writer, number) VALUES ($1, $2, $3, $4) RETURNING bucket, writer)
  INSERT INTO moving.tally SELECT bucket, writer, 1 FROM added
  ON CONFLICT (bucket, writer) DO UPDATE SET entries = tally.entries + 1`;

/** Clients that write all the time by the map of the moment, and remember what they were told is written. */
export class Writers {
  readonly acknowledged: { bucket: number; id: string; writer: string }[] = [];
  private readonly running: Promise<void>[] = [];
  private stopping = false;

  constructor(
    private readonly shards: MovingShards,
    private readonly buckets: readonly number[],
  ) {}

  start(count: number): this {
    for (let n = 0; n < count; n += 1) this.running.push(this.write(`writer-${n}`));
    return this;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  private async write(writer: string): Promise<void> {
    const names = Object.keys(this.shards.map.shards);
    const clients = new Map<string, pg.Client>();
    for (const name of names) clients.set(name, await this.shards.connect(name, this.shards.service));
    for (let number = 0; !this.stopping; number += 1) {
      const bucket = this.buckets[number % this.buckets.length] ?? 0;
      const id = newId(bucket);
      await this.put(clients, [bucket, id, writer, number]);
      this.acknowledged.push({ bucket, id, writer });
    }
    await Promise.all([...clients.values()].map((client) => client.end()));
  }

  private async put(clients: ReadonlyMap<string, pg.Client>, values: [number, ...unknown[]]): Promise<void> {
    for (;;) {
      try {
        await clients.get(this.shards.owner(values[0]))?.query(PUT, values);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== REFUSED) throw error;
        await delay(PAUSE_MS);
      }
    }
  }
}
