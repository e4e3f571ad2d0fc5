import 'reflect-metadata';
import { runRebuild } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildTargets } from './reconcile/rebuild-targets.js';

await runRebuild({ name: 'orders', module: AppModule, env: readEnv() }, 'orders', (app) =>
  app.get(RebuildTargets, { strict: false }).all(),
);
