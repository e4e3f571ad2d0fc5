import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type pg from 'pg';
import type { Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { withServer } from '../stack/server-connection.js';
import { addressesOf, DATABASE } from '../stack/shard-map.js';

export interface WrittenStatement {
  readonly service: string;
  readonly name: string;
  readonly text: string;
}

/** The statements in a release's snapshots of plans. */
export function writtenStatements(root: string): WrittenStatement[] {
  const files = globSync('services/*/src/database/queries/*.sql', { cwd: root }).toSorted();
  return files.flatMap((file) => {
    const service = basename(join(file, '../../../..'));
    return parseSnapshot(readFileSync(join(root, file), 'utf8')).map((one) => ({ service, ...one }));
  });
}

/** Blocks of `-- name`, a comment on its plan, and the statement. */
export function parseSnapshot(text: string): Omit<WrittenStatement, 'service'>[] {
  return [...text.matchAll(/^-- (\S+)\n-- .*\n([^]*?);$(?=\n\n|\n*$(?![^]))/gm)].map(
    ([, name = '', statement = '']) => ({ name, text: statement }),
  );
}

/** Lets Postgres parse what a release sends against the schema of the stack, and names what no longer fits. */
export async function prepareStatements(profile: Profile, root: string): Promise<boolean> {
  const statements = writtenStatements(root);
  const prepare = (client: pg.Client): Promise<string[]> => misfits(client, statements);
  const { primary } = addressesOf(profile, 'shard-1');
  const problems = await withServer(primary, openSecrets(profile), prepare, DATABASE).catch(
    // A stack that did not start has said so; this must not hide it.
    (error: unknown) => [`the stack cannot be asked: ${String(error)}`],
  );
  process.stdout.write(`\nStatements: ${statements.length} prepared, ${problems.length} no longer fit.\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  return problems.length === 0 && statements.length > 0;
}

/** Never executed: parsing alone finds the tables, columns and types that are gone. */
export async function misfits(
  client: Pick<pg.Client, 'query'>,
  statements: readonly WrittenStatement[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { service, name, text } of statements) {
    const prepared = `PREPARE compat AS ${text}`;
    await client.query(prepared).then(
      () => client.query('DEALLOCATE compat'),
      (error: unknown) => found.push(`${service}: ${name}: ${String(error)}`),
    );
  }
  return found;
}
