import type { Queryable, Shards } from '@tenfold/database';
import { changesOf, differing, nameOf, NAMES } from './order-sums.js';
import type { Change, OrderFact, PlaceOf, SumDifference, SumRow } from './order-sums.js';
import { rollupStatements, type RollupStatements, type RollupTable } from './rollup.statements.js';

/** The sums of a bucket that are counted at once: one period, or all of them. */
export interface Extent {
  readonly bucket: number;
  readonly period: string | null;
  /** Older ones are left alone: of them the sums know more than the orders that are left. */
  readonly since: string;
}

export interface Recount {
  readonly counted: number;
  /** Without those that have an order about which news may be on their way. */
  readonly differences: SumDifference[];
}

/** Sums that are kept beside orders: added to by steps of orders, counted anew from all of them. */
export class RollupStore {
  private readonly sql: RollupStatements;

  constructor(
    table: RollupTable,
    private readonly placeOf: PlaceOf,
    private readonly shards: Shards,
  ) {
    this.sql = rollupStatements(table);
  }

  /** Adds what has not been added yet, one statement a shard: what fails half-way is simply done again. */
  async apply(orders: readonly OrderFact[]): Promise<void> {
    const changes = orders.flatMap((order) => changesOf(order, this.placeOf));
    await this.shards.group(
      changes,
      ({ bucket }) => bucket,
      (shard, group) =>
        shard.query(this.sql.apply, [
          group.map(({ bucket }) => bucket),
          group.map(({ messageId }) => messageId),
          ...columnsOf(group),
        ]),
    );
  }

  /**
   * Counts all orders of an extent while nobody adds to it. When told to `write`, the sums become what was counted, and each step
   * that was counted is received: its event, whenever it comes, has been heard. An order that is placed after it was looked for
   * has no such row, and its event adds to the new sums.
   * @param facts the orders; called once the sums are held, and only then may it look
   */
  async recount(
    { bucket, period, since }: Extent,
    facts: (tx: Queryable) => AsyncIterable<readonly OrderFact[]>,
    write: boolean,
  ): Promise<Recount> {
    return this.shards.forBucket(bucket).transaction(async (tx) => {
      await tx.query(this.sql.hold, [bucket]);
      const extent = [bucket, period, since];
      const kept = await tx.query<SumRow>(this.sql.kept, extent);
      const totals = new Map<string, SumRow>();
      const moving = new Set<string>();
      for await (const page of facts(tx)) {
        const changes = page.flatMap((order) => {
          const own = changesOf(order, this.placeOf).filter((change) => change.period >= since);
          if (order.moving) for (const change of own) moving.add(nameOf(change));
          return own;
        });
        for (const change of changes) add(totals, change);
        if (write) await this.receive(tx, bucket, changes);
      }
      const counted = [...totals.values()];
      if (write) await this.put(tx, extent, counted);
      const differences = differing(counted, kept).filter((pair) => !moving.has(nameOf(pair.counted)));
      return { counted: counted.length, differences };
    });
  }

  private async receive(tx: Queryable, bucket: number, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(this.sql.receive, [changes.map(() => bucket), changes.map(({ messageId }) => messageId)]);
  }

  private async put(tx: Queryable, extent: readonly unknown[], rows: readonly SumRow[]): Promise<void> {
    await tx.query(this.sql.clear, extent);
    if (rows.length > 0) await tx.query(this.sql.put, [extent[0], ...columnsOf(rows)]);
  }
}

function add(totals: Map<string, SumRow>, { owner, period, currency, ...change }: Change): void {
  const name = nameOf({ owner, period, currency });
  const before = totals.get(name);
  const sums = Object.fromEntries(NAMES.map((key) => [key, (before?.[key] ?? 0) + change[key]]));
  totals.set(name, { owner, period, currency, ...sums } as unknown as SumRow);
}

function columnsOf(rows: readonly SumRow[]): unknown[] {
  return [
    rows.map(({ owner }) => owner),
    rows.map(({ period }) => period),
    rows.map(({ currency }) => currency),
    ...NAMES.map((name) => rows.map((row) => row[name])),
  ];
}
