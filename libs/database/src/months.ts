import { isMissingPartition } from './database-errors.js';
import { quoteIdentifier } from './identifier.js';
import { monthOf, monthsLater, type Month } from './month.js';
import { countAhead, firstMonth, LIST_MONTHS, type ListedMonth } from './months-ahead.js';
import { MONTHS_AHEAD } from './partitions.js';
import type { ShardAccess } from './shard-access.js';
import { statement, type Statement } from './statement.js';

/** Nobody detaches this month or one to come; a past one may be gone the next time that somebody imports into it. */
const PAST_IS_KNOWN_MS = 60_000;
const FIRST_IS_KNOWN_MS = 60_000;

/**
 * Sees to it that a partition exists before its first row: the coming months by a job, the past ones of an import and the present
 * one of a shard that nobody has looked after when they are needed. One look-up in memory once a month is known.
 */
export class Months {
  private readonly known = new Map<string, { readonly made: Promise<void>; readonly until: number }>();
  private readonly firsts = new Map<
    string,
    { readonly month: Promise<Month | undefined>; readonly until: number }
  >();
  private readonly ensureMonths: Statement;
  private readonly list: Statement;

  /** @param schema one whose migrations define `ensure_months` (see partitions.ts) */
  constructor(private readonly schema: string) {
    const at = quoteIdentifier(schema);
    this.ensureMonths = statement(
      `${schema}.ensure-months`,
      `SELECT ${at}.ensure_months($1::date, $2::date)`,
    );
    this.list = statement(`${schema}.months`, LIST_MONTHS);
  }

  /** Makes the month of this moment where it is missing. */
  async ensure(shard: ShardAccess, atMs: number): Promise<void> {
    const [month, now, name] = [monthOf(atMs), Date.now(), shard.name];
    const key = `${name}/${month}`;
    let known = this.known.get(key);
    if (known === undefined || known.until < now) {
      const past = month < monthOf(now);
      const made = this.make(shard, month, month).then(() => {
        // The bucket has moved meanwhile: the month was made where it is now.
        if (shard.name !== name) this.known.delete(key);
      });
      known = { made, until: past ? now + PAST_IS_KNOWN_MS : Infinity };
      this.known.set(key, known);
      // A failed attempt is forgotten, so that the next row tries again.
      known.made.catch(() => this.known.delete(key));
    }
    await known.made;
  }

  /**
   * Makes the months of these moments where they are missing, and then writes; once more when one was put away in between.
   * @param write one statement, of which nothing is left when it fails
   */
  async within<T>(shard: ShardAccess, times: readonly number[], write: () => Promise<T>): Promise<T> {
    for (const atMs of times) await this.ensure(shard, atMs);
    try {
      return await write();
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      this.known.clear();
      for (const atMs of times) await this.ensure(shard, atMs);
      return write();
    }
  }

  /** Makes this month and the coming ones on every shard, where they are missing. Any number of processes may do it at once. */
  async ensureAhead(shards: { all(): readonly ShardAccess[] }): Promise<void> {
    const now = monthOf(Date.now());
    const made = shards.all().map((shard) => this.make(shard, now, monthsLater(now, MONTHS_AHEAD)));
    // A shard that is down keeps no other from getting its months.
    const failed = (await Promise.allSettled(made)).filter((result) => result.status === 'rejected');
    if (failed.length > 0) throw new AggregateError(failed.map(({ reason }): unknown => reason));
  }

  /** Of each table on the shard, how many months there are after this one. */
  async ahead(shard: ShardAccess): Promise<ReadonlyMap<string, number>> {
    return countAhead(await shard.query<ListedMonth>(this.list, [[this.schema]]));
  }

  /** The first month that the shard has, of any table; asked for again after a while, since months are put away. */
  async oldest(shard: ShardAccess): Promise<Month | undefined> {
    const now = Date.now();
    let known = this.firsts.get(shard.name);
    if (known === undefined || known.until < now) {
      const asked = shard.read<ListedMonth>(this.list, [[this.schema]]).then(firstMonth);
      known = { month: asked, until: now + FIRST_IS_KNOWN_MS };
      this.firsts.set(shard.name, known);
      asked.catch(() => this.firsts.delete(shard.name));
    }
    return known.month;
  }

  private async make(shard: ShardAccess, first: Month, last: Month): Promise<void> {
    await shard.query(this.ensureMonths, [`${first}-01`, `${last}-01`]);
    this.firsts.delete(shard.name);
  }
}
