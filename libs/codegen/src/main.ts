import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchPage, profilePage } from '@tenfold/bench';
import { monitoringFiles } from '@tenfold/dashboards';
import { chartSchemas } from './chart-schemas.js';
import { envTables } from './env-tables.js';
import { errorsPage } from './errors-page.js';
import { metricsPage } from './metrics-page.js';
import { synchronize } from './synchronize.js';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

try {
  const generated = [
    errorsPage(),
    metricsPage(),
    ...monitoringFiles(),
    ...benchPage(root),
    ...profilePage(root),
    ...(await envTables(root)),
    ...(await chartSchemas(root)),
  ];
  const stale = await synchronize(root, generated, { write: !values.check });
  for (const path of stale) console.log(`${values.check ? 'out of date' : 'written'}: ${path}`);
  if (values.check && stale.length > 0) {
    console.error('Bring them up to date with: node libs/codegen/dist/main.js');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
