import { checkMigration } from './check-migration.js';
import { checksumOf, timestampOf, type MigrationSql } from './migration-sql.js';

/** Checksums by name of the migrations that are merged. */
export type Checksums = Readonly<Record<string, string>>;

/**
 * Says what is wrong with a service's migrations, all of them in order.
 * @param known of those that are merged: they have run somewhere, and are never edited
 */
export async function checkHistory(migrations: readonly MigrationSql[], known: Checksums): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, migration] of migrations.entries()) {
    const { name } = migration;
    const sum = known[name];
    if (sum === undefined) problems.push(`${name} has no checksum yet: ./tenfold check migrations --fix`);
    else if (sum !== checksumOf(migration))
      problems.push(`${name} was edited after it was merged: write another`);
    const before = migrations[index - 1];
    if (!(before === undefined || timestampOf(before) < timestampOf(migration))) {
      problems.push(`${name} would not run after ${before.name}: its last 13 digits must be higher`);
    }
    const findings = await checkMigration(migration);
    problems.push(
      ...findings.map(({ rule, detail, pardon }) => {
        const way = pardon === 'contract' ? '; a later release may, marked as `contract`' : '';
        return `${name} ${detail}${way} [${rule}]`;
      }),
    );
  }
  const gone = Object.keys(known).filter((name) => !migrations.some((migration) => migration.name === name));
  return [...problems, ...gone.map((name) => `${name} was merged and is gone`)];
}

/** The checksums with those of new migrations; what is known is never changed. */
export function withNew(migrations: readonly MigrationSql[], known: Checksums): Checksums {
  const fresh = migrations.filter(({ name }) => known[name] === undefined);
  return {
    ...known,
    ...Object.fromEntries(fresh.map((migration) => [migration.name, checksumOf(migration)])),
  };
}
