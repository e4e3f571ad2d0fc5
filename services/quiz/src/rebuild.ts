import 'reflect-metadata';
import { runRebuild } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildService } from './rebuild/rebuild.service.js';

await runRebuild({ name: 'quiz', module: AppModule, env: readEnv() }, (app) => {
  const service = app.get(RebuildService, { strict: false });
  return [{ name: 'aggregates', run: (restart) => service.rebuild(restart) }];
});
