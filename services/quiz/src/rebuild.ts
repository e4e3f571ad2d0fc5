import 'reflect-metadata';
import { runOnce } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildService } from './rebuild/rebuild.service.js';

const TARGET = 'aggregates';
const UNKNOWN_TARGET = 2;

const [wanted = TARGET] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
await runOnce({ name: 'quiz', module: AppModule, env: readEnv() }, async (app) => {
  if (wanted !== TARGET) {
    process.stdout.write(`${JSON.stringify({ unknown: `"${wanted}" is none of ${TARGET}` })}\n`);
    return UNKNOWN_TARGET;
  }
  const restart = process.argv.includes('--restart');
  const report = await app.get(RebuildService, { strict: false }).rebuild(restart);
  process.stdout.write(`${JSON.stringify({ rebuilt: [report] })}\n`);
  return 0;
});
