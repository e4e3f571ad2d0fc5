import 'reflect-metadata';
import { runRebuild } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildTargets } from './reconcile/rebuild-targets.js';

await runRebuild({ name: 'order-items', module: AppModule, env: readEnv() }, 'order_items', (app) =>
  app.get(RebuildTargets, { strict: false }).all(),
);
