import { statement, type Shards, type Statement } from '@tenfold/database';
import { bucketOf } from '@tenfold/ids';
import { tableOf } from '../table-of.js';

/** How far each rebuild of a service has come: a row that is there while, and only while, one is unfinished. */
export class Bookmarks {
  private readonly sql: { readonly find: Statement; readonly set: Statement; readonly remove: Statement };

  constructor(
    schema: string,
    private readonly shards: Shards,
  ) {
    const table = tableOf(schema, 'rebuild');
    this.sql = {
      find: statement(
        `${schema}.rebuild.find`,
        `SELECT position FROM ${table} WHERE bucket = $1 AND target = $2`,
      ),
      set: statement(
        `${schema}.rebuild.set`,
        `INSERT INTO ${table} (bucket, target, position) VALUES ($1, $2, $3)
ON CONFLICT (bucket, target) DO UPDATE SET position = excluded.position, updated_at = now()`,
      ),
      remove: statement(`${schema}.rebuild.remove`, `DELETE FROM ${table} WHERE bucket = $1 AND target = $2`),
    };
  }

  async find(target: string): Promise<string | undefined> {
    const rows = await this.ask<{ position: string }>(this.sql.find, target);
    return rows[0]?.position;
  }

  async set(target: string, position: string): Promise<void> {
    await this.ask(this.sql.set, target, position);
  }

  async remove(target: string): Promise<void> {
    await this.ask(this.sql.remove, target);
  }

  private ask<Row extends object>(sql: Statement, target: string, ...rest: string[]): Promise<Row[]> {
    const bucket = bucketOf(`rebuild/${target}`);
    return this.shards.forBucket(bucket).query<Row>(sql, [bucket, target, ...rest]);
  }
}
