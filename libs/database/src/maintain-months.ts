import { parseArgs } from 'node:util';
import { integer, parseEnv } from '@tenfold/config';
import { MonthKeeper, type TableMonths } from './month-keeper.js';
import { adminLogin, migrationEnvShape } from './migrate-service.js';
import type { MigrationPlan } from './migrate.js';
import { gaveWay } from './politely.js';
import { loadShardMap, type ShardMap } from './shard-map.js';

const envShape = {
  ...migrationEnvShape,
  RETENTION_MONTHS: integer('Whole months before this one that are kept; all of them when it is not set', {
    min: 1,
    max: 1_200,
  }).optional(),
};

const USAGE = `usage: [report | detach | drop --before YYYY-MM]`;

/**
 * The whole of a service's `partitions.ts`. Without words it tells which months there are; `detach` puts away those that are older
 * than RETENTION_MONTHS, `drop --before YYYY-MM` deletes what has been put away. Each shard by itself: one that is down
 * keeps no other from being done, and fails the run.
 */
export async function maintainMonths(
  { schema }: Pick<MigrationPlan, 'schema'>,
  args = process.argv.slice(2),
): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { before: { type: 'string' } },
  });
  const env = parseEnv(envShape);
  const work = workOf(positionals[0] ?? 'report', values.before, env.RETENTION_MONTHS);
  if (work === undefined) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const map: ShardMap = loadShardMap(env.SHARD_MAP_FILE);
  for (const [name, { primary }] of Object.entries(map.shards)) {
    const say = (line: string): boolean => process.stdout.write(`${schema} on ${name}: ${line}\n`);
    try {
      const keeper = await MonthKeeper.open(primary, schema, adminLogin(env));
      try {
        for (const line of await work(keeper)) say(line);
      } finally {
        await keeper.close();
      }
    } catch (error) {
      say(gaveWay(error) ? 'in use for too long; the next run goes on here' : `failed: ${String(error)}`);
      process.exitCode = 1;
    }
  }
}

type Work = (keeper: MonthKeeper) => Promise<readonly string[]>;

function workOf(verb: string, before: string | undefined, keep: number | undefined): Work | undefined {
  switch (verb) {
    case 'report':
      return async (keeper) => (await keeper.report()).map(describe);
    case 'detach':
      if (keep === undefined)
        return () => Promise.resolve(['RETENTION_MONTHS is not set: everything is kept']);
      return async (keeper) => done('put away', await keeper.detach(keep));
    case 'drop':
      if (before === undefined || !/^\d{4}-(0[1-9]|1[0-2])$/.test(before)) return undefined;
      return async (keeper) => done('deleted', await keeper.drop(before));
    default:
      return undefined;
  }
}

function describe({ table, attached, oldest, newest, ahead, archived }: TableMonths): string {
  return `${table}: ${attached} months, ${oldest ?? '-'} to ${newest ?? '-'}, ${ahead} ahead, ${archived} put away`;
}

function done(what: string, names: readonly string[] | undefined): string[] {
  if (names === undefined) return ['another run is at work'];
  return names.length === 0 ? [`nothing to be ${what}`] : names.map((name) => `${name} ${what}`);
}
