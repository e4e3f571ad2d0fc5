import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Shards } from '@tenfold/database';
import { Bookmarks, rebuild, type RebuildTarget } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import type { ServiceOptions } from './create-app.js';
import { runOnce } from './run-once.js';

const UNKNOWN_TARGET = 2;

/**
 * A service's entry `rebuild.js [TARGET] [--restart]`: makes its sums again, all or the one named, and writes
 * `{"rebuilt":[…]}`. Ends with 2 when there is no such target.
 * @param schema has a table for the bookmarks: `rebuildTable`
 * @param targetsOf takes the targets out of the application
 */
export async function runRebuild(
  options: ServiceOptions,
  schema: string,
  targetsOf: (app: NestFastifyApplication) => readonly RebuildTarget[],
): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { restart: { type: 'boolean', default: false } },
  });
  const [wanted] = positionals;
  await runOnce(options, async (app) => {
    const targets = targetsOf(app);
    const chosen = targets.filter(({ name }) => name === (wanted ?? name));
    if (chosen.length === 0) {
      const names = targets.map(({ name }) => name).join(', ');
      process.stdout.write(`${JSON.stringify({ unknown: `"${wanted}" is none of ${names}` })}\n`);
      return UNKNOWN_TARGET;
    }
    const bookmarks = new Bookmarks(schema, app.get(Shards, { strict: false }));
    const rebuilt = [];
    for (const target of chosen) rebuilt.push(await rebuild(target, bookmarks, values.restart));
    process.stdout.write(`${JSON.stringify({ rebuilt })}\n`);
    return 0;
  });
}
