import type { Queryable, Shards } from '@tenfold/database';
import { AppError } from '@tenfold/errors';
import { addExact } from '@tenfold/money';
import { setTimeout as delay } from 'node:timers/promises';
import { changesOf, differing, nameOf, NAMES } from './order-sums.js';
import type { Change, OrderFact, PlaceOf, SumDifference, SumRow } from './order-sums.js';
import { rollupStatements, type RollupStatements, type RollupTable } from './rollup.statements.js';

/** With the waits between them some seconds: longer than the orders of a busy day take to be counted. */
const ATTEMPTS = 40;
const LONGEST_WAIT_MS = 400;

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

  /**
   * Adds what has not been added yet, one statement a shard: what fails half-way is simply done again.
   * @throws overloaded (to be tried again) when sums are being made again for longer than one waits
   */
  async apply(orders: readonly OrderFact[]): Promise<void> {
    let left = orders.flatMap((order) => changesOf(order, this.placeOf));
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === ATTEMPTS) throw new AppError('overloaded', { headers: { 'retry-after': '1' } });
      if (attempt > 0) await delay(Math.random() * Math.min(LONGEST_WAIT_MS, 2 ** attempt * 5));
      left = await this.tryToApply(left);
    }
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
        // Held already; a transaction that says nothing while other shards are read would be taken for forgotten, and ended.
        if (write) await this.receive(tx, bucket, changes);
        else await tx.query(this.sql.hold, [bucket]);
      }
      const counted = [...totals.values()];
      if (write) await this.put(tx, extent, counted);
      const differences = differing(counted, kept).filter((pair) => !moving.has(nameOf(pair.counted)));
      return { counted: counted.length, differences };
    });
  }

  /** @returns those whose sums are being made again */
  private async tryToApply(changes: readonly Change[]): Promise<Change[]> {
    const lists = await this.shards.group(
      changes,
      ({ bucket }) => bucket,
      async (shard, group) => {
        const values = [group.map(({ bucket }) => bucket), group.map(({ messageId }) => messageId)];
        const [answer] = await shard.query<{ ok: boolean }>(this.sql.apply, [...values, ...columnsOf(group)]);
        return answer?.ok === true ? [] : group;
      },
    );
    return lists.flat();
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
  const sums = Object.fromEntries(NAMES.map((key) => [key, addExact(before?.[key] ?? 0, change[key])]));
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
