import 'reflect-metadata';
import { runOnce } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildService } from './rebuild/rebuild.service.js';

/** What happened within the last minute may still be on its way. */
const QUIET_MS = 60_000;

const repair = process.argv.includes('--repair');
await runOnce({ name: 'quiz', module: AppModule, env: readEnv() }, async (app) => {
  const found = await app.get(RebuildService, { strict: false }).reconcile({ repair, quietMs: QUIET_MS });
  process.stdout.write(`${JSON.stringify(found)}\n`);
  return 0;
});
