import 'reflect-metadata';
import { runOnce } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { ReconcileService } from './reconcile/reconcile.service.js';

/** Two years back; `--months N` says otherwise. */
const MONTHS = 24;

const repair = process.argv.includes('--repair');
const at = process.argv.indexOf('--months');
const months = at < 0 ? MONTHS : Number(process.argv[at + 1]);
await runOnce({ name: 'order-items', module: AppModule, env: readEnv() }, async (app) => {
  const service = app.get(ReconcileService, { strict: false });
  const now = new Date();
  const parts = [];
  for (let back = 0; back < months; back += 1) {
    parts.push(await service.products(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1), repair));
  }
  const compared = parts.reduce((sum, part) => sum + part.compared, 0);
  process.stdout.write(
    `${JSON.stringify({ compared, differences: parts.flatMap((part) => part.differences) })}\n`,
  );
  return 0;
});
