import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Stores } from '../stack.js';
import { RUN_QUERIES, UNDELIVERED } from './run-queries.js';
import type { State } from './state.js';

interface Place {
  readonly host: string;
  readonly port: number;
}

interface MapFile {
  readonly shards: Readonly<
    Record<string, { readonly primary: Place; readonly replicas?: readonly Place[] }>
  >;
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly shard: string }[];
}

export type Undelivered = Readonly<Record<'orders' | 'orderItems' | 'quiz' | 'pendingOrders', number>>;

/** Reads all shards by plain SQL, past every service: what it finds does not depend on the code that wrote it. */
export class ShardReader {
  constructor(private readonly stores: Stores) {}

  map(): MapFile {
    return JSON.parse(readFileSync(this.stores.shardMapFile, 'utf8')) as MapFile;
  }

  ownerOf(bucket: number): string {
    const range = this.map().ranges.find(({ from, to }) => from <= bucket && bucket <= to);
    if (range === undefined) throw new Error(`bucket ${bucket} is nowhere`);
    return range.shard;
  }

  /** Rows that lie where the map does not want them are copies that a move has left or not finished, and do not count. */
  async state(run: string, gradings: State['gradings']): Promise<State> {
    const rows: Record<string, object[]> = {};
    const { shards, ranges } = this.map();
    for (const [shard, { primary }] of Object.entries(shards)) {
      const own = ranges.filter((range) => range.shard === shard);
      await this.on(primary, async (client) => {
        for (const [name, text] of Object.entries(RUN_QUERIES)) {
          const found = (await client.query<{ bucket: number }>(text, [run])).rows;
          const counted = found.filter(({ bucket }) =>
            own.some(({ from, to }) => from <= bucket && bucket <= to),
          );
          (rows[name] ??= []).push(...counted.map((row) => ({ ...row, shard })));
        }
      });
    }
    return { ...(rows as unknown as Omit<State, 'gradings'>), gradings };
  }

  /** Summed over all shards. */
  async undelivered(run: string): Promise<Undelivered> {
    const sums = { orders: 0, orderItems: 0, quiz: 0, pendingOrders: 0 };
    for (const { primary } of Object.values(this.map().shards)) {
      const [row] = await this.rows<typeof sums>(primary, UNDELIVERED, [run]);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += row?.[name] ?? 0;
    }
    return sums;
  }

  async rows<Row extends object>(
    place: Place,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.on(place, async (client) => (await client.query<Row>(text, [...values])).rows);
  }

  private async on<T>({ host, port }: Place, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ ...this.stores.login(host, port), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
