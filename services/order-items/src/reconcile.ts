import 'reflect-metadata';
import { runOnce } from '@tenfold/bootstrap';
import { together } from '@tenfold/delivery';
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
  process.stdout.write(`${JSON.stringify(together(parts))}\n`);
  return 0;
});
