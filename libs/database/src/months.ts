import { quoteIdentifier } from './identifier.js';
import { statement, type Statement } from './statement.js';
import type { ShardAccess } from './shard-access.js';

/**
 * Sees to it that a partition exists before its first row: migrations make the coming months, this makes the past ones of an
 * import, and the present one of a service that nobody has migrated for half a year. One look-up in memory once it is known.
 */
export class Months {
  private readonly known = new Map<string, Promise<void>>();
  private readonly ensureMonths: Statement;

  /** @param schema one whose migrations define `ensure_months` (see partitions.ts) */
  constructor(schema: string) {
    const at = quoteIdentifier(schema);
    this.ensureMonths = statement(
      `${schema}.ensure-months`,
      `SELECT ${at}.ensure_months($1::date, $1::date)`,
    );
  }

  async ensure(shard: ShardAccess, atMs: number): Promise<void> {
    const month = `${new Date(atMs).toISOString().slice(0, 7)}-01`;
    const { name } = shard;
    const key = `${name}/${month}`;
    let made = this.known.get(key);
    if (made === undefined) {
      made = shard.query(this.ensureMonths, [month]).then(() => {
        // The bucket has moved meanwhile: the month was made where it is now.
        if (shard.name !== name) this.known.delete(key);
      });
      this.known.set(key, made);
      // A failed attempt is forgotten, so that the next row tries again.
      made.catch(() => this.known.delete(key));
    }
    await made;
  }
}
