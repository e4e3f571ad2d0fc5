import '@tenfold/observability/register';
import 'reflect-metadata';
import { createService } from '@tenfold/bootstrap';
import { AppModule } from './app.module.js';
import { readEnv } from './env.js';

await createService({ name: 'order-items', module: AppModule, env: readEnv() });
