import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RebuildJob } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import type { ServiceOptions } from './create-app.js';
import { runOnce } from './run-once.js';

const UNKNOWN_TARGET = 2;

/**
 * A service's entry `rebuild.js [TARGET] [--restart]`: makes its sums again, all or the one named, and writes
 * `{"rebuilt":[…]}`. Ends with 2 when there is no such target.
 * @param jobsOf takes them out of the application
 */
export async function runRebuild(
  options: ServiceOptions,
  jobsOf: (app: NestFastifyApplication) => readonly RebuildJob[],
): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { restart: { type: 'boolean', default: false } },
  });
  const [wanted] = positionals;
  await runOnce(options, async (app) => {
    const jobs = jobsOf(app);
    const chosen = jobs.filter(({ name }) => name === (wanted ?? name));
    if (chosen.length === 0) {
      const names = jobs.map(({ name }) => name).join(', ');
      process.stdout.write(`${JSON.stringify({ unknown: `"${wanted}" is none of ${names}` })}\n`);
      return UNKNOWN_TARGET;
    }
    const rebuilt = [];
    for (const job of chosen) rebuilt.push(await job.run(values.restart));
    process.stdout.write(`${JSON.stringify({ rebuilt })}\n`);
    return 0;
  });
}
