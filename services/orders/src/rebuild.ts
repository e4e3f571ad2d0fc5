import 'reflect-metadata';
import { runRebuild } from '@tenfold/bootstrap';
import { Shards } from '@tenfold/database';
import { Bookmarks, rebuildJobs } from '@tenfold/delivery';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';
import { RebuildTargets } from './reconcile/rebuild-targets.js';

await runRebuild({ name: 'orders', module: AppModule, env: readEnv() }, (app) => {
  const bookmarks = new Bookmarks('orders', app.get(Shards, { strict: false }));
  return rebuildJobs(app.get(RebuildTargets, { strict: false }).all(), bookmarks);
});
