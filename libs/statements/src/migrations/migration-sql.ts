import { createHash } from 'node:crypto';

/** What a migration says of itself and what it sends; more than this nobody needs to know of it. */
export interface Migration {
  readonly name?: string;
  readonly transaction?: boolean;
  /**
   * Marks a migration that takes something away: which release stopped using it, and that must be out by now. `release` is its
   * commit or its version.
   */
  readonly contract?: { readonly release: string; readonly unused: string };
  up(runner: never): Promise<void>;
  down(runner: never): Promise<void>;
}

export interface MigrationSql {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly transaction: boolean;
  readonly contract: Migration['contract'];
}

/** Lets a migration speak to nobody and keeps what it says. One that reads before it writes cannot be checked, and throws. */
export async function readMigration(make: new () => Migration): Promise<MigrationSql> {
  const migration = new make();
  return {
    name: migration.name ?? make.name,
    up: await heard((runner) => migration.up(runner)),
    down: await heard((runner) => migration.down(runner)),
    transaction: migration.transaction ?? true,
    contract: migration.contract,
  };
}

/** Changes with every word that is sent, also when it comes from a function that another file has changed. */
export function checksumOf({ up, down }: MigrationSql): string {
  return createHash('sha256').update(JSON.stringify({ up, down })).digest('hex');
}

/** As TypeORM sorts them: by the last 13 digits of the name. */
export function timestampOf({ name }: Pick<MigrationSql, 'name'>): number {
  return Number(/\d{13}$/.exec(name)?.[0] ?? Number.NaN);
}

async function heard(speak: (runner: never) => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const runner = {
    query: (sql: string, values?: readonly unknown[]) => {
      if (values !== undefined && values.length > 0) throw new Error('a migration sends text without values');
      said.push(sql);
      return Promise.resolve();
    },
  };
  await speak(runner as never);
  return said;
}
