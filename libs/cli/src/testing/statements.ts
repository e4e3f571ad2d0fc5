import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadShardMap, shardedTables } from '@tenfold/database';
import { ROOT } from '../root.js';
import { ADMIN_USER, shardMapFile } from '../stack/shard-map.js';
import { statementLogDirectory } from '../stack/environment.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { SERVICES, underscored } from '../stack/service-names.js';

/**
 * Reads every statement that the services of this run have sent, and refuses those that no router could send to one shard.
 * @param complete whether this run has sent everything that there is; only then can an entry of the allow-list be stale
 */
export async function checkStatements(profile: Profile, complete: boolean): Promise<boolean> {
  // The parser is a big file that only this needs.
  const { lint, readStatementLog, SCATTERS } = await import('@tenfold/statements');
  const begun = performance.now();
  const login = { adminUser: ADMIN_USER, adminPassword: openSecrets(profile).adminPassword };
  const map = loadShardMap(shardMapFile(profile));
  const tables = await shardedTables(map, login, SERVICES.map(underscored));
  const statements = readStatementLog(statementLogDirectory(profile));
  const { checked, scatters, problems } = await lint(statements, {
    tables: tables.all,
    partitioned: tables.partitioned,
    measured,
    scatters: SCATTERS,
    complete,
  });
  // An empty log is a broken recorder, which would let everything pass.
  const found = checked === 0 && complete ? ['nothing was recorded'] : problems;
  const time = Math.round(performance.now() - begun);
  process.stdout.write(
    `\nStatements: ${checked} checked against ${tables.all.size} sharded tables in ${time} ms; ` +
      `${checked - scatters} name their bucket or need none, ${scatters} scatter by permission, ${found.length} are refused.\n`,
  );
  for (const problem of found) process.stdout.write(`  ${problem}\n`);
  if (found.length > 0) {
    process.stdout.write('  What to do: hold each table to its bucket, or see libs/statements/README.md.\n');
  }
  return found.length === 0;
}

/** The statements in the snapshots that a service's test of plans writes. */
function measured(service: string): ReadonlySet<string> {
  const directory = join(ROOT, 'services', service, 'src', 'database', 'queries');
  const texts = globSync('*.sql', { cwd: directory }).map((file) =>
    readFileSync(join(directory, file), 'utf8'),
  );
  return new Set(texts.flatMap((text) => [...text.matchAll(/^-- (\S+)$/gm)].map(([, name]) => name ?? '')));
}
